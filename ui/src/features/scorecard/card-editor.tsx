import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Signature } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Scorecard, scorecardCalls, scorecardKeys } from "@/api/scorecards";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";

import { ClaimsEditor } from "./claims-editor";
import {
  addQuote,
  type ClaimPart,
  type Draft,
  hasUnfinished,
  lacks,
  removeQuote,
  sameTarget,
  type Target,
  withClaims,
  withRating,
} from "./edit";
import { NameDialog } from "./name-dialog";
import { Outdated } from "./provenance";
import { RatingEditor } from "./rating-editor";
import { nameOf, useRating } from "./rating-context";
import { RefusalDialog } from "./refusal-dialog";
import { LeftOut, NotSaved, SaveState } from "./save-state";
import type { CardInHand } from "./use-card";

type Props = CardInHand & {
  card: Scorecard;
  /** What the next quote goes to. */
  aim: Target | null;
  /** Lets the next quote go here; leads to the transcript as well if `show`. */
  onAim: (target: Target, show: boolean) => void;
  onSigned: () => void;
};

const PARTS: ClaimPart[] = ["summary", "open_questions"];

/** One's own card, to be changed until it is signed. */
export function CardEditor({ card, keeper, kept, aim, onAim, onSigned }: Props) {
  const { t } = useTranslation();
  const parts = useRating();
  const toasts = useToast();
  const [signing, setSigning] = useState(false);
  const { draft, state, cause, leftOut } = kept;
  const remove = (target: Target, index: number, from: Draft) => {
    const list =
      target.part === "rating"
        ? from.ratings.find(({ competency }) => competency === target.competency)
        : from[target.part][target.index];
    const quote = list?.quotes[index];
    if (!quote) return;
    keeper.change((now) => removeQuote(now, target, index));
    toasts.show({
      text: t("scorecard.quoteRemoved"),
      action: {
        label: t("common.undo"),
        onAction: () => keeper.change((now) => addQuote(now, target, quote, index)),
      },
    });
  };
  return (
    <div className="flex flex-col gap-3" data-testid="card-editor">
      <Outdated card={card} />
      {draft.ratings.map((rating) => {
        const { competency } = rating;
        const target: Target = { part: "rating", competency };
        return (
          <RatingEditor
            key={competency}
            rating={rating}
            name={nameOf(parts, competency)}
            aimed={sameTarget(aim, target)}
            onAim={(show) => onAim(target, show)}
            onChange={(change) =>
              keeper.change((now) => withRating(now, competency, (own) => ({ ...own, ...change })))
            }
            onRemoveQuote={(index) => remove(target, index, draft)}
          />
        );
      })}
      {PARTS.map((part) => (
        <ClaimsEditor
          key={part}
          part={part}
          claims={draft[part]}
          aimed={aim?.part === part ? aim.index : null}
          onAim={(index, show) => onAim({ part, index }, show)}
          onChange={(make) => keeper.change((now) => withClaims(now, part, make))}
          onRemoveQuote={(index, quote) => remove({ part, index }, quote, draft)}
        />
      ))}
      <LeftOut count={leftOut} />
      <NotSaved cause={cause} onTryAgain={() => void keeper.flush()} />
      <div className="sticky bottom-0 z-[5] -mx-1 flex flex-wrap items-center justify-between gap-3 border-t border-line bg-paper px-1 py-2">
        <SaveState state={state} unfinished={hasUnfinished(draft)} />
        <Button look="primary" data-testid="sign" onClick={() => setSigning(true)}>
          <Signature aria-hidden />
          {t("scorecard.sign")}
        </Button>
      </div>
      {signing && (
        <SignDialog
          card={card}
          draft={draft}
          flush={() => keeper.flush()}
          onClose={() => setSigning(false)}
          onSigned={onSigned}
        />
      )}
    </div>
  );
}

type SignProps = {
  card: Scorecard;
  draft: Draft;
  /** Saves what is not saved; whether all is. */
  flush: () => Promise<boolean>;
  onClose: () => void;
  onSigned: () => void;
};

/** Says what is missing, or puts the name under it. */
function SignDialog({ card, draft, flush, onClose, onSigned }: SignProps) {
  const { t } = useTranslation();
  const parts = useRating();
  const { client } = useApi();
  const queries = useQueryClient();
  const missing = lacks(draft);
  const sign = useMutation({
    mutationFn: async (name: string) => {
      // What could not be saved is told beside the card.
      if (!(await flush())) return null;
      return scorecardCalls(client, card.interview_id).sign(card.id, name);
    },
    onSuccess: async (signed) => {
      if (signed) {
        await queries.invalidateQueries({ queryKey: scorecardKeys.of(card.interview_id) });
        onSigned();
      }
      onClose();
    },
  });
  if (missing.length > 0) {
    return (
      <RefusalDialog
        onClose={onClose}
        reasons={missing.map((lack) => {
          switch (lack.kind) {
            case "nothing":
              return t("scorecard.lackAll");
            case "rating":
              return t("scorecard.lackRating", { name: nameOf(parts, lack.competency) });
            case "claim":
              return t("scorecard.lackClaim", {
                part: t(`scorecard.part.${lack.part}`),
                number: lack.index + 1,
              });
          }
        })}
      />
    );
  }
  const assessed = draft.ratings.filter(({ rating }) => rating != null).length;
  return (
    <NameDialog
      testId="sign-dialog"
      title={t("scorecard.signTitle")}
      intro={t("scorecard.signText")}
      action={t("scorecard.signNow")}
      name={card.rater}
      only={card.rater}
      busy={sign.isPending}
      problem={sign.error}
      onConfirm={(name) => sign.mutate(name)}
      onClose={onClose}
    >
      <p className="text-sm" data-testid="assessed">
        {assessed === draft.ratings.length
          ? t("scorecard.assessedAll")
          : t("scorecard.assessed", { assessed, total: draft.ratings.length })}
      </p>
    </NameDialog>
  );
}
