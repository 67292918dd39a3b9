import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Language, Position } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { useToast } from "@/components/ui/toast";

import { Basics } from "./basics";
import { Competencies } from "./competencies";
import { ConflictNotice } from "./conflict-notice";
import { draftOf, sameDraft } from "./draft";
import { EditorBar } from "./editor-bar";
import { useEditorState } from "./editor-state";
import { languageOf } from "./faults";
import { Overview } from "./overview";
import { PreviewPanel } from "./preview-panel";
import { QuestionList } from "./question-list";
import { UnsavedGuard } from "./unsaved-guard";
import { type Base, baseOf, useSave } from "./use-save";

type Props = {
  initial: Base;
  /** The position as it is stored by now. */
  newest: Position | null;
  onOpen: (positionId: string) => void;
};

export function Editor({ initial, newest, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const [base, setBase] = useState(initial);
  const [{ draft, faults, refusals }, dispatch] = useEditorState(() => initial.draft);
  const [language, setLanguage] = useState(i18n.language as Language);
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(initial.stored === null ? initial.draft.questions.map(({ id }) => id) : []),
  );
  const [aside, setAside] = useState<"overview" | "preview">("overview");
  const [minutes, setMinutes] = useState("30");
  const form = useRef<HTMLFormElement>(null);
  const leaving = useRef(false);

  const dirty = !sameDraft(draft, base.draft);
  const { save, saving, conflict, settle, problem } = useSave({
    base,
    onSaved: (position, sent) => {
      setBase({ stored: position, draft: sent });
      toast.show({ text: t("positions.saved", { title: position.title }) });
      if (position.id !== base.stored?.id && !leaving.current) onOpen(position.id);
    },
    onRefused: (found, sent) => {
      dispatch({ do: "refuse", faults: found, sent });
    },
  });

  // What was changed elsewhere is taken over silently while nothing has been typed here.
  if (newest && base.stored && !dirty && !saving && newest.updated_at > base.stored.updated_at) {
    setBase(baseOf(newest));
    dispatch({ do: "load", draft: draftOf(newest) });
  }

  // Opens what is wrong and goes to the first of it.
  const [seen, setSeen] = useState(refusals);
  if (seen !== refusals) {
    setSeen(refusals);
    const places = [...faults.keys()];
    setOpen(new Set([...open, ...places.map((place) => place.split(".")[0] ?? "")]));
    const wrong = places.map(languageOf).find((code) => code !== null);
    if (wrong) setLanguage(wrong);
  }
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [refusals]);

  const submit = () => {
    leaving.current = false;
    void save(draft);
  };

  return (
    <form
      ref={form}
      data-wide
      noValidate
      data-testid="plan-editor"
      aria-label={t("positions.editor")}
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
      onKeyDown={(e) => {
        if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
          e.preventDefault();
          if (dirty && !saving) submit();
        }
      }}
    >
      <EditorBar
        title={draft.title}
        state={saving ? "saving" : dirty ? "unsaved" : base.stored ? "saved" : "new"}
        faults={faults.size}
      />
      <div className="grid items-start gap-8 min-[60rem]:grid-cols-[minmax(0,1fr)_20rem] min-[80rem]:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-8">
          {conflict && (
            <ConflictNotice
              kind={conflict}
              saving={saving}
              onOverwrite={() => void save(draft, true)}
              {...(newest && {
                onTakeTheirs: () => {
                  setBase(baseOf(newest));
                  dispatch({ do: "load", draft: draftOf(newest) });
                  settle();
                },
              })}
            />
          )}
          <ProblemNotice cause={problem} />
          <Basics draft={draft} faults={faults} dispatch={dispatch} />
          <Competencies draft={draft} faults={faults} dispatch={dispatch} />
          <QuestionList
            draft={draft}
            faults={faults}
            dispatch={dispatch}
            language={language}
            onLanguage={setLanguage}
            open={open}
            onOpen={setOpen}
          />
        </div>
        <aside
          aria-label={t("positions.aside")}
          className="min-w-0 rounded-2xl border border-line p-4 min-[60rem]:sticky min-[60rem]:top-32 min-[60rem]:max-h-[calc(100dvh-9rem)] min-[60rem]:overflow-y-auto"
        >
          <Tabs
            label={t("positions.aside")}
            value={aside}
            onValueChange={setAside}
            tabs={[
              { value: "overview", label: t("positions.overview"), testId: "tab-overview" },
              { value: "preview", label: t("positions.preview.title"), testId: "tab-preview" },
            ]}
          >
            <TabPanel value="overview">
              <Overview
                draft={draft}
                minutes={minutes}
                onMinutes={setMinutes}
                onLanguage={setLanguage}
              />
            </TabPanel>
            <TabPanel value="preview">
              <PreviewPanel
                draft={draft}
                language={language}
                onLanguage={setLanguage}
                minutes={minutes}
                onMinutes={setMinutes}
              />
            </TabPanel>
          </Tabs>
        </aside>
      </div>
      <UnsavedGuard
        dirty={dirty}
        onSave={() => {
          leaving.current = true;
          return save(draft);
        }}
      />
    </form>
  );
}
