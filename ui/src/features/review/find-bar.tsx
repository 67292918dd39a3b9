import { CircleHelp, Search, X } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";

import { EVERYTHING, type Sought } from "@/api/review";
import type { Role } from "@/api/types";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/field";

import { givenName, useReview } from "./review-context";

type Props = {
  sought: Sought;
  onSought: (sought: Sought) => void;
  /** How many messages were found; null while everything is shown or the answer is on its way. */
  total: number | null;
  field: RefObject<HTMLInputElement | null>;
  hasVersions: boolean;
  /** Passages that deserve a second look, and the way to the next one. */
  doubts: number;
  onNextDoubt: () => void;
};

const ROLES: Role[] = ["candidate", "ai_hr", "recruiter"];
const FLAGS = ["uncertain", "corrected", "noted", "heardDifferently"] as const;

/** Looks for words in this transcript, and narrows it down. */
export function FindBar(props: Props) {
  const { sought, onSought, total, field, hasVersions, doubts, onNextDoubt } = props;
  const { t } = useTranslation();
  const { speakers } = useReview();
  const all = JSON.stringify(sought) === JSON.stringify(EVERYTHING);
  const flag = FLAGS.find((own) => sought[own]) ?? sought.role ?? "";
  const choose = (value: string) => {
    const role = ROLES.find((own) => own === value) ?? null;
    const flags = Object.fromEntries(FLAGS.map((own) => [own, own === value]));
    onSought({ ...EVERYTHING, ...flags, text: sought.text, role });
  };
  return (
    <div role="search" className="mb-3 flex flex-wrap items-center gap-2">
      <div className="relative min-w-0 flex-1 basis-48">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-quiet"
        />
        <Input
          ref={field}
          type="search"
          aria-label={t("find.label")}
          placeholder={t("find.label")}
          data-testid="find"
          className="pl-9"
          value={sought.text}
          onChange={(e) => onSought({ ...sought, text: e.target.value })}
          onKeyDown={(e) => {
            if (e.key !== "Escape") return;
            onSought(EVERYTHING);
            e.currentTarget.blur();
          }}
        />
      </div>
      <select
        aria-label={t("find.narrow")}
        data-testid="find-narrow"
        value={flag}
        className="chevron min-h-10 min-w-0 rounded-lg border border-edge bg-paper pr-8 pl-3 text-sm"
        onChange={(e) => choose(e.target.value)}
      >
        <option value="">{t("find.everything")}</option>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {givenName(speakers, role) ?? t(`role.${role}`)}
          </option>
        ))}
        {FLAGS.filter((own) => own !== "heardDifferently" || hasVersions).map((own) => (
          <option key={own} value={own}>
            {t(`find.${own}`)}
          </option>
        ))}
      </select>
      {doubts > 0 && (
        <Button look="quiet" className="px-3" data-testid="next-doubt" onClick={onNextDoubt}>
          <CircleHelp aria-hidden />
          {t("find.nextDoubt", { count: doubts })}
        </Button>
      )}
      {!all && (
        <span className="inline-flex items-center text-sm text-quiet">
          <span role="status" data-testid="find-total">
            {total === null ? "" : t("find.total", { count: total })}
          </span>
          <IconButton label={t("find.clear")} onClick={() => onSought(EVERYTHING)}>
            <X aria-hidden />
          </IconButton>
        </span>
      )}
    </div>
  );
}
