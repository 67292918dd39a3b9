import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { ConsentText } from "@/api/consent";
import { Button } from "@/components/ui/button";

import type { Audience } from "./consent-page";

type Props = {
  text: ConsentText;
  audience: Audience;
  onReadAgain: () => void;
  onLeave: () => void;
};

/** After a no: that nothing was recorded, whom to talk to, and that typing needs consent as well. */
export function DeclinedView({ text, audience, onReadAgain, onLeave }: Props) {
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(text.language);
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <article
      lang={text.language}
      data-testid="consent-declined"
      className="my-auto flex max-w-2xl flex-col gap-4 py-8 text-lg"
    >
      <h1 ref={top} tabIndex={-1} className="text-3xl font-semibold outline-none">
        {t("declined.title")}
      </h1>
      <p className="font-medium">{t("declined.nothing")}</p>
      <p>{t("declined.toldNobody")}</p>
      <p>
        {text.contact == null
          ? t("declined.noContact")
          : t("declined.contact", { contact: text.contact })}
      </p>
      <section aria-labelledby="typing" className="mt-2 border-l-2 border-line pl-4 text-base">
        <h2 id="typing" className="font-semibold">
          {t("declined.typing")}
        </h2>
        <p className="text-quiet">{t("declined.typingText")}</p>
      </section>
      <div className="mt-2 flex flex-wrap gap-3">
        <Button
          className="min-h-12 text-base!"
          data-testid="consent-read-again"
          onClick={onReadAgain}
        >
          {t("declined.again")}
        </Button>
        <Button className="min-h-12 text-base!" data-testid="consent-leave" onClick={onLeave}>
          {t(audience === "operator" ? "declined.leaveDesk" : "declined.leave")}
        </Button>
      </div>
    </article>
  );
}
