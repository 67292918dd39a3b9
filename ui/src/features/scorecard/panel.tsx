import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CircleDashed, EyeOff, PencilLine, Plus, UserMinus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type RaterState, scorecardCalls, scorecardKeys } from "@/api/scorecards";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Notice } from "@/components/ui/notice";

import { Comparison } from "./comparison";
import { useRating } from "./rating-context";

const ICONS: Record<RaterState, typeof Check> = {
  not_begun: CircleDashed,
  draft: PencilLine,
  signed: Check,
};

/** Who rates, how far each of them is, and what they rated once all are in. */
export function Panel() {
  const { t } = useTranslation();
  const { view } = useRating();
  const { panel, hidden } = view;
  const signed = panel.filter(({ state }) => state === "signed").length;
  const waiting = signed < panel.length;
  return (
    <div className="flex flex-col gap-6" data-testid="panel">
      {waiting ? (
        <Notice role="note" testId="hidden" title={t("scorecard.panel.hidden")}>
          <p>
            {t("scorecard.panel.hiddenText", { signed, total: panel.length })}
            {hidden > 0 && <> {t("scorecard.panel.kept", { count: hidden })}</>}
          </p>
          <p className="mt-1 inline-flex items-center gap-1.5 text-quiet [&_svg]:size-4">
            <EyeOff aria-hidden />
            {t("scorecard.panel.why")}
          </p>
        </Notice>
      ) : (
        <Comparison />
      )}
      <Raters />
    </div>
  );
}

function Raters() {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const { interviewId, view } = useRating();
  const [name, setName] = useState("");
  const names = view.panel.map((own) => own.name);
  // Taking away whoever has not signed would show what the others rated.
  const begun = view.panel.some(({ state }) => state !== "not_begun");
  const fixed = begun && view.panel.some(({ state }) => state !== "signed");
  const choose = useMutation({
    mutationFn: scorecardCalls(client, interviewId).choosePanel,
    onSuccess: () => queries.invalidateQueries({ queryKey: scorecardKeys.of(interviewId) }),
  });
  const wanted = name.trim();
  const known = names.some((own) => own.toLowerCase() === wanted.toLowerCase());
  return (
    <section aria-labelledby="raters" className="flex max-w-2xl flex-col gap-3">
      <div>
        <h3 id="raters" className="font-semibold">
          {t("scorecard.panel.title")}
        </h3>
        <p className="max-w-prose text-sm text-quiet">
          {t(names.length === 0 ? "scorecard.panel.none" : "scorecard.panel.intro")}
        </p>
        {fixed && (
          <p className="mt-1 max-w-prose text-sm text-quiet" data-testid="panel-fixed">
            {t("scorecard.panel.fixed")}
          </p>
        )}
      </div>
      {names.length > 0 && (
        <ul className="flex flex-col divide-y divide-line rounded-xl border border-line">
          {view.panel.map((own) => {
            const Icon = ICONS[own.state];
            return (
              <li
                key={own.name}
                data-testid="rater-of-panel"
                data-state={own.state}
                className="flex items-center gap-3 py-1 pr-1 pl-4 text-sm [&_svg]:size-4"
              >
                <span className="min-w-0 flex-1 font-medium">{own.name}</span>
                <span className="inline-flex items-center gap-1.5 text-quiet">
                  <Icon aria-hidden className={own.state === "signed" ? "text-violet-text" : ""} />
                  {t(`scorecard.panel.state.${own.state}`)}
                </span>
                <IconButton
                  label={t(fixed ? "scorecard.panel.stays" : "scorecard.panel.remove", {
                    name: own.name,
                  })}
                  data-testid="remove-rater"
                  unavailable={fixed || choose.isPending}
                  onClick={() => choose.mutate(names.filter((other) => other !== own.name))}
                >
                  <UserMinus aria-hidden />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(e) => {
          e.preventDefault();
          if (wanted === "" || known || choose.isPending) return;
          choose.mutate([...names, wanted], { onSuccess: () => setName("") });
        }}
      >
        <div className="min-w-40 flex-1">
          <Field
            label={t("scorecard.panel.add")}
            error={known && wanted !== "" && t("scorecard.panel.known")}
          >
            {(wiring) => (
              <Input
                {...wiring}
                data-testid="new-rater"
                autoComplete="off"
                maxLength={200}
                value={name}
                onChange={(e) => setName(e.target.value)}
              />
            )}
          </Field>
        </div>
        <Button
          type="submit"
          data-testid="add-rater"
          disabled={wanted === "" || known || choose.isPending}
        >
          <Plus aria-hidden />
          {t("scorecard.panel.addButton")}
        </Button>
      </form>
      <ProblemNotice cause={choose.error} />
    </section>
  );
}
