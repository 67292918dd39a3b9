import type { TFunction } from "i18next";

import { clock, dateTime } from "@/i18n/format";
import type { components } from "@/api/schema";

export type Receipt = components["schemas"]["Receipt"];

/** The receipt line by line, as it is shown and printed. */
export function receiptLines(t: TFunction, language: string, receipt: Receipt): [string, string][] {
  const { consent, organisation, contact } = receipt;
  const at = (ms: number) => dateTime(ms, language);
  const held = [receipt.started_at, receipt.ended_at].filter((ms) => ms != null).map(at);
  const asked = [organisation, contact].filter((part) => part != null && part !== "");
  const consentSays =
    consent == null
      ? t("kiosk.receipt.consentNone")
      : consent.withdrawn_at == null
        ? t("kiosk.receipt.consentGiven", { at: at(consent.at) })
        : t("kiosk.receipt.consentWithdrawn", { at: at(consent.withdrawn_at) });
  return [
    [t("kiosk.receipt.interview"), receipt.candidate_name],
    [t("kiosk.receipt.position"), receipt.position_title],
    ...(held.length > 0 ? [[t("kiosk.receipt.held"), held.join(" – ")] as [string, string]] : []),
    [
      t("kiosk.receipt.sound"),
      receipt.sound_ms > 0
        ? t("kiosk.receipt.soundMinutes", { length: clock(receipt.sound_ms) })
        : t("kiosk.receipt.soundNone"),
    ],
    [t("kiosk.receipt.messages"), t("kiosk.receipt.messages_count", { count: receipt.messages })],
    [
      t("kiosk.receipt.until"),
      receipt.kept_until == null ? t("kiosk.receipt.untilRules") : at(receipt.kept_until),
    ],
    [t("kiosk.receipt.consent"), consentSays],
    [
      t("kiosk.receipt.contact"),
      asked.length > 0 ? asked.join(", ") : t("kiosk.receipt.contactUnknown"),
    ],
    [t("kiosk.receipt.number"), receipt.interview_id],
  ];
}

/** The same on paper. */
export function receiptText(t: TFunction, language: string, receipt: Receipt): string {
  const lines = receiptLines(t, language, receipt).map(([name, value]) => `${name}: ${value}`);
  const title = `${t("kiosk.receipt.title")} – ${t("app.name")}`;
  const how = `${t("kiosk.receipt.withdraw")}: ${receipt.how_to_withdraw}`;
  return [title, "", ...lines, "", how, ""].join("\n");
}
