import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import {
  ArrowDown,
  ArrowUp,
  ChevronDown,
  Copy,
  EllipsisVertical,
  GripVertical,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Language } from "@/api/types";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { percent, roughly } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

import { type Draft, type QuestionDraft, secondsOf } from "./draft";
import type { Dispatch } from "./editor-state";
import type { Faults } from "./faults";
import { QuestionFields } from "./question-fields";

type Props = {
  question: QuestionDraft;
  /** Its place, from 1. */
  number: number;
  last: boolean;
  /** Its share of all weights. */
  share: number;
  draft: Draft;
  faults: Faults;
  dispatch: Dispatch;
  language: Language;
  open: boolean;
  onToggle: () => void;
  onMove: (by: number) => void;
  onDuplicate: () => void;
  onDelete: () => void;
};

/** A question as a card: what matters at a glance, and everything about it when opened. */
export function QuestionCard(props: Props) {
  const { question, number, last, share, draft, language, open } = props;
  const { t, i18n } = useTranslation();
  const { id } = question;
  const {
    attributes,
    listeners,
    setNodeRef,
    setActivatorNodeRef,
    transform,
    transition,
    isDragging,
  } = useSortable({ id, attributes: { roleDescription: t("positions.drag.role") } });
  const elsewhere = LANGUAGES.find(({ code }) => question.text[code].trim() !== "");
  const own = question.text[language].trim();
  const shown = own === "" && elsewhere ? question.text[elsewhere.code] : own;
  const lacking = LANGUAGES.filter(({ code }) => question.text[code].trim() === "");
  const competency = draft.competencies.find((c) => c.id === question.competencyId)?.name.trim();
  const wrong = [...props.faults.keys()].some((place) => place.startsWith(`${id}.`));
  const facts = [
    competency,
    t("positions.share", { share: percent(share, i18n.language) }),
    roughly(secondsOf(question) * 1_000, i18n.language),
    question.mustAsk ? t("positions.mustAsk") : "",
  ].filter(Boolean);

  return (
    <li
      ref={setNodeRef}
      data-testid="question"
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={`rounded-xl border bg-paper transition-shadow ${
        isDragging ? "relative z-5 border-violet shadow-xl" : "border-line"
      } ${wrong ? "border-violet-text" : ""}`}
    >
      <div className="flex items-start gap-1 p-2">
        <button
          type="button"
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={t("positions.drag.handle", { number })}
          data-testid="drag-question"
          className="flex h-10 w-7 shrink-0 touch-none items-center justify-center rounded-lg text-edge hover:bg-raised hover:text-ink active:cursor-grabbing"
        >
          <GripVertical className="size-4" aria-hidden />
        </button>
        <button
          type="button"
          aria-expanded={open}
          data-testid="toggle-question"
          onClick={props.onToggle}
          className="flex min-w-0 flex-1 items-start gap-3 rounded-lg px-1 py-2 text-left hover:bg-raised"
        >
          <span className="mt-px flex size-6 shrink-0 items-center justify-center rounded-full bg-raised text-xs font-semibold tabular-nums">
            {number}
          </span>
          <span className="min-w-0 flex-1">
            <span
              lang={own === "" ? elsewhere?.code : language}
              className={`line-clamp-2 font-medium ${own === "" ? "text-quiet italic" : ""}`}
            >
              {shown || t("positions.noText")}
            </span>
            <span className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-quiet">
              {facts.join(" · ")}
              {lacking.length > 0 && lacking.length < LANGUAGES.length && (
                <span className="rounded-full bg-violet-mist px-2 text-xs font-medium text-violet-text">
                  {t("positions.lacks", {
                    languages: lacking.map(({ name }) => name).join(", "),
                  })}
                </span>
              )}
            </span>
          </span>
          <ChevronDown
            className={`mt-1 size-4 shrink-0 text-quiet transition-transform ${open ? "rotate-180" : ""}`}
            aria-hidden
          />
        </button>
        <div className="flex shrink-0">
          <IconButton
            label={t("positions.moveUp", { number })}
            data-testid="move-up"
            className="hidden sm:inline-flex"
            unavailable={number === 1}
            onClick={() => props.onMove(-1)}
          >
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={t("positions.moveDown", { number })}
            data-testid="move-down"
            className="hidden sm:inline-flex"
            unavailable={last}
            onClick={() => props.onMove(1)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <Menu
            trigger={
              <IconButton label={t("positions.more", { number })} data-testid="question-menu">
                <EllipsisVertical aria-hidden />
              </IconButton>
            }
          >
            <MenuItem
              disabled={number === 1}
              onSelect={() => props.onMove(-1)}
              testId="menu-move-up"
            >
              <ArrowUp aria-hidden />
              {t("positions.up")}
            </MenuItem>
            <MenuItem disabled={last} onSelect={() => props.onMove(1)} testId="menu-move-down">
              <ArrowDown aria-hidden />
              {t("positions.down")}
            </MenuItem>
            <MenuItem onSelect={props.onDuplicate} testId="duplicate-question">
              <Copy aria-hidden />
              {t("positions.duplicate")}
            </MenuItem>
            <MenuItem onSelect={props.onDelete} testId="delete-question">
              <Trash2 aria-hidden />
              {t("positions.delete")}
            </MenuItem>
          </Menu>
        </div>
      </div>
      {open && (
        <QuestionFields
          question={question}
          draft={draft}
          faults={props.faults}
          dispatch={props.dispatch}
          language={language}
        />
      )}
    </li>
  );
}
