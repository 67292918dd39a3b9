import { useState } from "react";
import { useTranslation } from "react-i18next";

import { rememberedAuthor } from "@/components/author";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

type Props = {
  /** What the one who is said to have spoken is called. */
  name: string;
  busy: boolean;
  onSave: (author: string) => void;
  onClose: () => void;
};

/** Asks for the name of whoever corrects who said a line; it is remembered for the next time. */
export function SpeakerForm({ name, busy, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [author, setAuthor] = useState(rememberedAuthor);
  return (
    <form
      data-testid="speaker-form"
      className="mt-2 flex max-w-prose flex-col gap-3 rounded-xl bg-raised p-4"
      onSubmit={(e) => {
        e.preventDefault();
        onSave(author.trim());
      }}
    >
      <p className="text-sm">{t("speaker.asked", { name })}</p>
      <Field label={t("transcript.author")}>
        {(wiring) => (
          <Input
            {...wiring}
            // Whoever chose from the menu goes on here.
            autoFocus
            data-testid="speaker-author"
            value={author}
            onChange={(e) => setAuthor(e.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t("common.goBack")}</Button>
        <Button
          type="submit"
          look="primary"
          data-testid="save-speaker"
          disabled={author.trim() === "" || busy}
        >
          {t("transcript.save")}
        </Button>
      </div>
    </form>
  );
}
