import { useQuery } from "@tanstack/react-query";
import { Hand, ListFilter, Search, Trash2, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { positionsQuery } from "@/api/queries";
import type { InterviewPage, InterviewStatus } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { Popover } from "@/components/ui/popover";
import { Switch } from "@/components/ui/switch";
import { LANGUAGES } from "@/i18n/languages";
import { number } from "@/i18n/format";

import { type DeskSearch, furtherFilters, STATUSES, statusesOf } from "./filter";

type Props = {
  search: DeskSearch;
  counts: InterviewPage["counts"] | undefined;
  /** Changes some of the filters; undefined takes one away. */
  onChange: (change: { [K in keyof DeskSearch]?: DeskSearch[K] | undefined }) => void;
  onClear: () => void;
};

/** How long after the last letter the list follows what is typed. */
const TYPING_MS = 200;

export function FilterBar({ search, counts, onChange, onClear }: Props) {
  const { t, i18n } = useTranslation();
  const chosen = statusesOf(search.status);
  const further = furtherFilters(search);
  const any = Object.keys(search).length > 0;
  const toggle = (status: InterviewStatus) => {
    const next = STATUSES.filter((s) => chosen.includes(s) !== (s === status));
    onChange({ status: next.length > 0 ? next.join(",") : undefined });
  };
  return (
    <div className="flex flex-col gap-3" role="search" aria-label={t("desk.filters")}>
      <div className="flex flex-wrap items-center gap-2">
        <WordsField
          words={search.words ?? ""}
          onWords={(words) => onChange({ words: words === "" ? undefined : words })}
        />
        <Popover
          label={t("desk.moreFilters")}
          testId="more-filters-sheet"
          trigger={
            <Button data-testid="more-filters">
              <ListFilter aria-hidden />
              {further > 0 ? t("desk.moreFiltersSet", { count: further }) : t("desk.moreFilters")}
            </Button>
          }
        >
          <FurtherFilters search={search} onChange={onChange} />
        </Popover>
        {any && (
          <Button look="quiet" data-testid="clear-filters" onClick={onClear}>
            <X aria-hidden />
            {t("desk.clear")}
          </Button>
        )}
      </div>
      <div className="flex flex-wrap gap-1.5" role="group" aria-label={t("desk.filter")}>
        {counts !== undefined && counts.human_requested > 0 && (
          <Chip
            testId="filter-waiting"
            pressed={search.only === "waiting"}
            count={number(counts.human_requested, i18n.language)}
            strong
            onPress={() => onChange({ only: search.only === "waiting" ? undefined : "waiting" })}
          >
            <Hand className="size-3.5" aria-hidden />
            {t("desk.waits")}
          </Chip>
        )}
        {STATUSES.map((status) => {
          const count = counts?.[status] ?? 0;
          if (count === 0 && !chosen.includes(status)) return null;
          return (
            <Chip
              key={status}
              testId={`filter-${status}`}
              pressed={chosen.includes(status)}
              count={number(count, i18n.language)}
              onPress={() => toggle(status)}
            >
              {t(`status.${status}`)}
            </Chip>
          );
        })}
        {((counts !== undefined && counts.deleted > 0) || search.only === "deleted") && (
          <Chip
            testId="filter-deleted"
            pressed={search.only === "deleted"}
            count={number(counts?.deleted ?? 0, i18n.language)}
            onPress={() => onChange({ only: search.only === "deleted" ? undefined : "deleted" })}
          >
            <Trash2 className="size-3.5" aria-hidden />
            {t("desk.deleted")}
          </Chip>
        )}
      </div>
    </div>
  );
}

type WordsProps = { words: string; onWords: (words: string) => void };

/** Narrows the list while it is typed. */
function WordsField({ words, onWords }: WordsProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(words);
  // What was last handed on; anything else came from outside, such as “clear”.
  const [handed, setHanded] = useState(words);
  if (words !== handed) {
    setHanded(words);
    setTyped(words);
  }
  useEffect(() => {
    if (typed.trim() === handed) return;
    const timer = setTimeout(() => {
      setHanded(typed.trim());
      onWords(typed.trim());
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, handed, onWords]);
  return (
    <div className="relative min-w-0 flex-1 basis-56 sm:max-w-sm">
      <Search
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-quiet"
        aria-hidden
      />
      <Input
        type="search"
        data-testid="filter-words"
        aria-label={t("desk.words")}
        placeholder={t("desk.words")}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
        className="pl-9"
      />
    </div>
  );
}

type ChipProps = {
  testId: string;
  pressed: boolean;
  count: string;
  strong?: boolean;
  onPress: () => void;
  children: ReactNode;
};

function Chip({ testId, pressed, count, strong, onPress, children }: ChipProps) {
  const look = pressed
    ? "border-violet bg-violet text-white"
    : strong
      ? "border-violet bg-violet-mist text-violet-text"
      : "border-line hover:bg-raised";
  return (
    <button
      type="button"
      data-testid={testId}
      aria-pressed={pressed}
      onClick={onPress}
      className={`inline-flex min-h-8 items-center gap-1.5 rounded-full border px-3 text-sm transition-colors ${look}`}
    >
      {children}
      <span className={`tabular-nums ${pressed || strong ? "" : "text-quiet"}`}>{count}</span>
    </button>
  );
}

function FurtherFilters({ search, onChange }: Pick<Props, "search" | "onChange">) {
  const { t } = useTranslation();
  const { client } = useApi();
  const positions = useQuery(positionsQuery(client));
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("newInterview.position")}>
        {(wiring) => (
          <Select
            {...wiring}
            data-testid="filter-position"
            value={search.position ?? ""}
            onChange={(e) => onChange({ position: e.target.value || undefined })}
          >
            <option value="">{t("desk.all")}</option>
            {(positions.data ?? []).map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("newInterview.language")}>
        {(wiring) => (
          <Select
            {...wiring}
            data-testid="filter-language"
            value={search.language ?? ""}
            onChange={(e) => onChange({ language: e.target.value || undefined })}
          >
            <option value="">{t("desk.all")}</option>
            {LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("desk.from")}>
          {(wiring) => (
            <Input
              {...wiring}
              type="date"
              data-testid="filter-from"
              value={search.from ?? ""}
              onChange={(e) => onChange({ from: e.target.value || undefined })}
            />
          )}
        </Field>
        <Field label={t("desk.to")}>
          {(wiring) => (
            <Input
              {...wiring}
              type="date"
              data-testid="filter-to"
              value={search.to ?? ""}
              onChange={(e) => onChange({ to: e.target.value || undefined })}
            />
          )}
        </Field>
      </div>
      <Switch
        testId="filter-withdrawn"
        label={t("desk.onlyWithdrawn")}
        checked={search.only === "withdrawn"}
        onCheckedChange={(on) => onChange({ only: on ? "withdrawn" : undefined })}
      />
    </div>
  );
}
