import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Receipt, receiptQuery } from "@/api/consent";
import { EraseDialog } from "@/components/erase-dialog";
import { Loaded } from "@/components/loaded";
import { Button } from "@/components/ui/button";
import { clock, dateTime } from "@/i18n/format";

import type { Audience } from "./consent-page";

type Props = { interviewId: string; audience: Audience; onLeave: () => void };

/** After a withdrawal: that recording has stopped, what was stored until then, and whom to ask. */
export function WithdrawnView({ interviewId, audience, onLeave }: Props) {
  const { client } = useApi();
  const query = useQuery(receiptQuery(client, interviewId));
  const [erasing, setErasing] = useState(false);
  return (
    <>
      <Loaded query={query}>
        {(receipt) => (
          <Withdrawn
            receipt={receipt}
            audience={audience}
            onLeave={onLeave}
            onErase={() => setErasing(true)}
          />
        )}
      </Loaded>
      {erasing && <EraseDialog interviewId={interviewId} onClose={() => setErasing(false)} />}
    </>
  );
}

type WithdrawnProps = {
  receipt: Receipt;
  audience: Audience;
  onLeave: () => void;
  onErase: () => void;
};

function Withdrawn({ receipt, audience, onLeave, onErase }: WithdrawnProps) {
  const { i18n } = useTranslation();
  const language = receipt.consent?.language ?? receipt.language;
  const t = i18n.getFixedT(language);
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => top.current?.focus(), []);
  const { consent, contact, messages, sound_ms } = receipt;
  const at = dateTime(consent?.withdrawn_at ?? 0, language);
  const empty = messages === 0 && sound_ms === 0;
  return (
    <article
      lang={language}
      data-testid="consent-withdrawn"
      className="my-auto flex max-w-2xl flex-col gap-4 py-8 text-lg"
    >
      <h1 ref={top} tabIndex={-1} className="text-3xl font-semibold outline-none">
        {t("withdraw.doneTitle")}
      </h1>
      <p className="font-medium">{t("withdraw.doneText", { at })}</p>
      <p data-testid="withdrawn-remains">
        {empty
          ? t("withdraw.nothingLeft")
          : t("withdraw.remains", {
              sound: clock(sound_ms),
              messages: t("withdraw.messages", { count: messages }),
            })}
      </p>
      {!empty && (
        <p>{contact == null ? t("withdraw.askUnknown") : t("withdraw.ask", { contact })}</p>
      )}
      <p className="text-base text-quiet">{t("withdraw.anew")}</p>
      <p className="text-sm text-quiet">{t("withdraw.interview", { id: receipt.interview_id })}</p>
      <div className="mt-2 flex flex-wrap gap-3">
        {audience === "operator" && (
          <Button className="min-h-12 text-base!" data-testid="see-remains" onClick={onErase}>
            {t("withdraw.seeRemains")}
          </Button>
        )}
        <Button className="min-h-12 text-base!" data-testid="withdrawn-leave" onClick={onLeave}>
          {t(audience === "operator" ? "declined.leaveDesk" : "declined.leave")}
        </Button>
      </div>
    </article>
  );
}
