import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Language } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { LANGUAGES } from "@/i18n/languages";

import { newId, type QuestionDraft } from "./draft";
import type { Dispatch } from "./editor-state";
import { type Faults, faultWords } from "./faults";

type Props = {
  question: QuestionDraft;
  faults: Faults;
  dispatch: Dispatch;
  language: Language;
};

/** What is asked when an answer is thin. */
export function FollowUps({ question, faults, dispatch, language }: Props) {
  const { t } = useTranslation();
  const { id } = question;
  const name = LANGUAGES.find(({ code }) => code === language)?.name;
  return (
    <div role="group" aria-label={t("positions.followUps")} className="flex flex-col gap-3">
      {question.followUps.map((followUp, i) => {
        const fault = faults.get(`${id}.follow_ups.${followUp.id}.${language}`);
        const reference = LANGUAGES.find(({ code }) => followUp.text[code].trim() !== "");
        const write = (text: string) =>
          dispatch({ do: "write-follow-up", id, followUpId: followUp.id, language, text });
        return (
          <div key={followUp.id} className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              <Field
                label={t("positions.followUpIn", { number: i + 1, language: name })}
                error={fault && faultWords(t, fault)}
                hint={
                  followUp.text[language].trim() === "" &&
                  reference && (
                    <span lang={reference.code}>
                      {reference.name}: {followUp.text[reference.code]}
                    </span>
                  )
                }
              >
                {(wiring) => (
                  <TextArea
                    {...wiring}
                    lang={language}
                    rows={2}
                    data-testid="follow-up"
                    value={followUp.text[language]}
                    onChange={(e) => write(e.target.value)}
                  />
                )}
              </Field>
            </div>
            <IconButton
              label={t("positions.deleteFollowUp", { number: i + 1 })}
              data-testid="delete-follow-up"
              className="mt-6"
              onClick={() => dispatch({ do: "delete-follow-up", id, followUpId: followUp.id })}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        );
      })}
      <div className="flex flex-wrap items-center gap-x-3">
        <Button
          look="quiet"
          className="-ml-3"
          data-testid="add-follow-up"
          onClick={() => dispatch({ do: "add-follow-up", id, followUpId: newId() })}
        >
          <Plus aria-hidden />
          {t("positions.addFollowUp")}
        </Button>
        <span className="text-sm text-quiet">
          {t(question.followUps.length > 0 ? "positions.followUpHint" : "positions.noFollowUp")}
        </span>
      </div>
    </div>
  );
}
