import { useTranslation } from "react-i18next";

import type { Language } from "@/api/types";
import { Field, Input, Select, TextArea } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { LANGUAGES } from "@/i18n/languages";

import { DecimalInput } from "./decimal-input";
import type { Draft, QuestionDraft } from "./draft";
import type { Dispatch } from "./editor-state";
import { type Faults, faultWords } from "./faults";
import { FollowUps } from "./follow-ups";

type Props = {
  question: QuestionDraft;
  draft: Draft;
  faults: Faults;
  dispatch: Dispatch;
  language: Language;
};

/** Everything about a question that can be written. */
export function QuestionFields({ question, draft, faults, dispatch, language }: Props) {
  const { t } = useTranslation();
  const { id } = question;
  const name = LANGUAGES.find(({ code }) => code === language)?.name;
  const reference = LANGUAGES.find(({ code }) => question.text[code].trim() !== "");
  const wrong = (...fields: string[]) => {
    const fault = fields.map((field) => faults.get(`${id}.${field}`)).find(Boolean);
    return fault && faultWords(t, fault);
  };
  const change = (to: Partial<QuestionDraft>) => dispatch({ do: "change-question", id, to });
  const fresh = question.keyFollows && question.key === "";
  return (
    <div className="flex flex-col gap-5 border-t border-line p-4">
      <Field
        label={t("positions.questionIn", { language: name })}
        error={wrong(`text.${language}`, "text")}
        hint={
          question.text[language].trim() === "" &&
          reference && (
            <span lang={reference.code}>
              {reference.name}: {question.text[reference.code]}
            </span>
          )
        }
      >
        {(wiring) => (
          <TextArea
            {...wiring}
            lang={language}
            rows={3}
            autoFocus={fresh && draft.title !== ""}
            data-testid="question-text"
            value={question.text[language]}
            onChange={(e) => dispatch({ do: "write-question", id, language, text: e.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("positions.competency")} error={wrong("competency")}>
          {(wiring) => (
            <Select
              {...wiring}
              data-testid="question-competency"
              value={question.competencyId}
              onChange={(e) => change({ competencyId: e.target.value })}
            >
              {!draft.competencies.some((c) => c.id === question.competencyId) && (
                <option value="">{t("common.choose")}</option>
              )}
              {draft.competencies.map((c, i) => (
                <option key={c.id} value={c.id}>
                  {c.name.trim() || t("positions.competencyName", { number: i + 1 })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field label={t("positions.weightLabel")} error={wrong("weight")}>
            {(wiring) => (
              <DecimalInput
                {...wiring}
                data-testid="question-weight"
                step={1}
                value={question.weight}
                onValue={(weight) => change({ weight })}
              />
            )}
          </Field>
          <Field label={t("positions.minutesLabel")} error={wrong("time_budget_s")}>
            {(wiring) => (
              <DecimalInput
                {...wiring}
                data-testid="question-minutes"
                step={0.5}
                value={question.minutes}
                onValue={(minutes) => change({ minutes })}
              />
            )}
          </Field>
        </div>
      </div>
      <Switch
        label={t("positions.mustAskLabel")}
        hint={t("positions.mustAskHint")}
        checked={question.mustAsk}
        onCheckedChange={(mustAsk) => change({ mustAsk })}
        testId="question-must-ask"
      />
      <FollowUps question={question} faults={faults} dispatch={dispatch} language={language} />
      <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
        <Field
          label={t("positions.keywordsIn", { language: name })}
          hint={t("positions.keywordsHint")}
        >
          {(wiring) => (
            <Input
              {...wiring}
              lang={language}
              data-testid="question-keywords"
              value={question.keywords[language]}
              onChange={(e) =>
                dispatch({ do: "write-keywords", id, language, text: e.target.value })
              }
            />
          )}
        </Field>
        <Field label={t("positions.key")} hint={t("positions.keyHint")} error={wrong("key")}>
          {(wiring) => (
            <Input
              {...wiring}
              className="font-mono"
              spellCheck={false}
              data-testid="question-key"
              value={question.key}
              onChange={(e) => change({ key: e.target.value, keyFollows: false })}
            />
          )}
        </Field>
      </div>
    </div>
  );
}
