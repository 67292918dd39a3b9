import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { rememberAuthor, rememberedAuthor } from "@/components/author";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input, TextArea } from "@/components/ui/field";

type Props = { interviewId: string; messageId: string; words: string; onClose: () => void };

/** New words for a message, under the name of whoever heard better. */
export function CorrectionForm({ interviewId, messageId, words, onClose }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const [content, setContent] = useState(words);
  const [author, setAuthor] = useState(rememberedAuthor);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST("/api/v1/interviews/{id}/messages/{message_id}/revisions", {
          params: { path: { id: interviewId, message_id: messageId } },
          body: { content: content.trim(), author: author.trim() },
        }),
      ),
    onSuccess: () => {
      rememberAuthor(author);
      onClose();
    },
  });
  const unchanged = content.trim() === "" || content.trim() === words;
  return (
    <form
      className="mt-2 flex max-w-prose flex-col gap-3 rounded-xl bg-raised p-4"
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate();
      }}
    >
      <Field label={t("transcript.newWords")} hint={t("transcript.originalStays")}>
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={3}
            data-testid="correction-words"
            value={content}
            onChange={(e) => setContent(e.target.value)}
          />
        )}
      </Field>
      <Field label={t("transcript.author")}>
        {(wiring) => (
          <Input
            {...wiring}
            data-testid="correction-author"
            value={author}
            onChange={(e) => setAuthor(e.target.value)}
          />
        )}
      </Field>
      <ProblemNotice cause={save.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t("common.goBack")}</Button>
        <Button
          type="submit"
          look="primary"
          data-testid="save-correction"
          disabled={unchanged || author.trim() === "" || save.isPending}
        >
          {t("transcript.save")}
        </Button>
      </div>
    </form>
  );
}
