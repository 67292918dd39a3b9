import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Language } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { useToast } from "@/components/ui/toast";
import { LANGUAGES } from "@/i18n/languages";

import { type Draft, newId, newQuestion, type QuestionDraft, weightOf } from "./draft";
import type { Dispatch } from "./editor-state";
import { type Faults, faultWords } from "./faults";
import { QuestionCard } from "./question-card";

type Props = {
  draft: Draft;
  faults: Faults;
  dispatch: Dispatch;
  /** The language the texts are shown and written in. */
  language: Language;
  onLanguage: (language: Language) => void;
  /** Ids of the questions whose cards are open. */
  open: ReadonlySet<string>;
  onOpen: (open: ReadonlySet<string>) => void;
};

/** Cards move up and down only. */
const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });

/** The questions in the order they are asked, which is changed by dragging or by buttons. */
export function QuestionList(props: Props) {
  const { draft, faults, dispatch, language, onLanguage, open, onOpen } = props;
  const { t } = useTranslation();
  const toast = useToast();
  const [moved, setMoved] = useState("");
  const { questions } = draft;
  const placeOf = (id: unknown) => questions.findIndex((question) => question.id === id) + 1;
  const total = questions.reduce((sum, question) => sum + weightOf(question), 0);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const said = (from: unknown, to: unknown) =>
    t("positions.movedTo", { number: placeOf(from), place: placeOf(to), count: questions.length });
  // A card lies over its own place at once; saying so would drown that it was lifted.
  const lifted = useRef(false);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      lifted.current = true;
      return t("positions.drag.lifted", { number: placeOf(active.id) });
    },
    onDragOver: ({ active, over }) => {
      const first = lifted.current;
      lifted.current = false;
      return over && !(first && over.id === active.id) ? said(active.id, over.id) : undefined;
    },
    onDragEnd: ({ active, over }) => (over ? said(active.id, over.id) : undefined),
    onDragCancel: () => t("positions.drag.cancelled"),
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || over.id === active.id) return;
    dispatch({ do: "move-question", id: String(active.id), to: placeOf(over.id) - 1 });
  };
  const move = (id: string, to: number) => {
    if (to < 0 || to >= questions.length) return;
    setMoved(said(id, questions[to]?.id));
    dispatch({ do: "move-question", id, to });
  };
  const remove = (question: QuestionDraft) => {
    const number = placeOf(question.id);
    dispatch({ do: "delete-question", id: question.id });
    toast.show({
      text: t("positions.questionDeleted", { number }),
      action: {
        label: t("common.undo"),
        onAction: () => dispatch({ do: "add-question", question, at: number - 1 }),
      },
    });
  };
  const add = () => {
    const question = newQuestion(questions.at(-1)?.competencyId ?? "");
    dispatch({ do: "add-question", question });
    onOpen(new Set([...open, question.id]));
  };
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    onOpen(next);
  };
  const fault = faults.get("questions");
  const missing = (code: Language) => questions.filter((q) => q.text[code].trim() === "").length;

  return (
    <section aria-labelledby="questions" className="flex flex-col gap-3">
      <div>
        <h2 id="questions" className="text-lg font-semibold">
          {t("positions.questionsTitle")}
        </h2>
        <p className="text-sm text-quiet">{t("positions.questionsHint")}</p>
      </div>
      <Tabs
        label={t("positions.textsIn")}
        value={language}
        onValueChange={onLanguage}
        tabs={LANGUAGES.map(({ code, name }) => ({
          value: code,
          testId: `texts-${code}`,
          label: (
            <>
              <span lang={code}>{name}</span>
              {questions.length > 0 && missing(code) > 0 && (
                <span className="rounded-full bg-violet-mist px-2 text-xs text-violet-text">
                  {missing(code) === questions.length
                    ? t("positions.noneWritten")
                    : t("positions.missing", { count: missing(code) })}
                </span>
              )}
            </>
          ),
        }))}
      >
        <TabPanel value={language} className="flex flex-col gap-3">
          {fault && <Notice role="alert" title={faultWords(t, fault)} testId="questions-fault" />}
          <p role="status" className="sr-only">
            {moved}
          </p>
          <DndContext
            sensors={sensors}
            collisionDetection={closestCenter}
            modifiers={[upAndDown]}
            onDragEnd={onDragEnd}
            accessibility={{
              announcements,
              screenReaderInstructions: { draggable: t("positions.drag.how") },
            }}
          >
            <SortableContext items={questions} strategy={verticalListSortingStrategy}>
              <ol className="flex flex-col gap-3" data-testid="questions">
                {questions.map((question, i) => (
                  <QuestionCard
                    key={question.id}
                    question={question}
                    number={i + 1}
                    last={i === questions.length - 1}
                    share={total > 0 ? weightOf(question) / total : 0}
                    draft={draft}
                    faults={faults}
                    dispatch={dispatch}
                    language={language}
                    open={open.has(question.id)}
                    onToggle={() => toggle(question.id)}
                    onMove={(by) => move(question.id, i + by)}
                    onDuplicate={() => {
                      const copyId = newId();
                      dispatch({ do: "duplicate-question", id: question.id, copyId });
                      onOpen(new Set([...open, copyId]));
                    }}
                    onDelete={() => remove(question)}
                  />
                ))}
              </ol>
            </SortableContext>
          </DndContext>
          <Button className="self-start" data-testid="add-question" onClick={add}>
            <Plus aria-hidden />
            {t("positions.addQuestion")}
          </Button>
        </TabPanel>
      </Tabs>
    </section>
  );
}
