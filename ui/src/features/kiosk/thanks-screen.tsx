import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import type { RoomView } from "@/api/kiosk";
import { Problem, unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { useIdle } from "./idle";
import { BIG, KioskFrame } from "./kiosk-frame";
import { type Receipt, receiptLines, receiptText } from "./receipt-text";
import { useClose } from "./use-close";

/** Seconds the receipt stays without a touch: long enough to write the number down. */
const STAYS_SECONDS = 90;

type Props = { organisation: string | null; visit: RoomView };

/** The end: thanks, what was stored and until when, and the way back to the start. */
export function ThanksScreen({ organisation, visit }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const close = useClose();
  const id = visit.interview_id;
  const receipt = useQuery({
    queryKey: [...keys.interview(id), "receipt"],
    queryFn: () =>
      unwrap(client.GET("/api/v1/interviews/{id}/receipt", { params: { path: { id } } })),
  });
  const { left } = useIdle(STAYS_SECONDS, () => close.mutate());
  const stored = visit.started_at != null;
  return (
    <KioskFrame organisation={organisation}>
      <div
        data-testid="kiosk-thanks"
        className="grid items-center gap-x-12 gap-y-6 roomy:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
      >
        <div className="flex flex-col items-start gap-5">
          <h1 className="text-4xl font-semibold tracking-tight roomy:text-6xl">
            {t("kiosk.thanks")}
          </h1>
          <p className="text-lg text-quiet roomy:text-xl">
            {t(stored ? "kiosk.thanksText" : "kiosk.thanksNone")}
          </p>
          <ProblemNotice cause={close.error} />
          <Button
            look="primary"
            className={BIG}
            data-testid="kiosk-done"
            disabled={close.isPending}
            onClick={() => close.mutate()}
          >
            <Check aria-hidden />
            {t("kiosk.done")}
          </Button>
          <p role="timer" data-testid="kiosk-returns" className="text-quiet">
            {t("kiosk.returns", { count: left })}
          </p>
        </div>
        {stored && <Loaded query={receipt}>{(shown) => <ReceiptCard receipt={shown} />}</Loaded>}
      </div>
    </KioskFrame>
  );
}

function ReceiptCard({ receipt }: { receipt: Receipt }) {
  const { t, i18n } = useTranslation();
  return (
    <section
      aria-labelledby="receipt-title"
      data-testid="kiosk-receipt"
      className="rounded-2xl border border-line bg-raised p-5 select-text roomy:p-6"
    >
      <h2 id="receipt-title" className="mb-3 text-xl font-semibold">
        {t("kiosk.receipt.title")}
      </h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5 text-base">
        {receiptLines(t, i18n.language, receipt).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd className="min-w-0 font-medium break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <p lang={receipt.consent?.language ?? receipt.language} className="mt-4 text-quiet">
        {receipt.how_to_withdraw}
      </p>
      <Printing receipt={receipt} />
    </section>
  );
}

/** Offered only where the receipt goes to a printer by itself; a dialogue would lead out of the kiosk. */
function Printing({ receipt }: { receipt: Receipt }) {
  const { t, i18n } = useTranslation();
  const { kiosk } = useApi().carrier;
  const can = useQuery({
    queryKey: ["kiosk", "printer"],
    queryFn: () => kiosk?.canPrintReceipt().catch(() => false) ?? false,
  });
  const print = useMutation({
    mutationFn: async () => {
      try {
        await kiosk?.printReceipt(receiptText(t, i18n.language, receipt));
      } catch (cause) {
        throw Problem.from(cause);
      }
    },
  });
  if (can.data !== true) return null;
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3">
      <Button
        className="!min-h-12 !text-base"
        data-testid="kiosk-print"
        disabled={print.isPending || print.isSuccess}
        onClick={() => print.mutate()}
      >
        <Printer aria-hidden />
        {t("kiosk.receipt.print")}
      </Button>
      <p role="status" className="text-quiet">
        {print.isSuccess && t("kiosk.receipt.printed")}
      </p>
      <ProblemNotice cause={print.error} />
    </div>
  );
}
