import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { KIOSK_KEY } from "@/api/kiosk";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

const SHORTEST = 6;
const LONGEST = 12;
const EMPTY = { current: "", pin: "", again: "" };

/** Sets the PIN, or changes it with the present one. */
export function PinForm({ pinSet }: { pinSet: boolean }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        client.PUT("/api/v1/kiosk/pin", {
          body: { pin: typed.pin, current: pinSet ? typed.current : null },
        }),
      ),
    onSuccess: async () => {
      setTyped(EMPTY);
      await queries.invalidateQueries({ queryKey: KIOSK_KEY });
    },
  });
  const different = typed.again.length > 0 && !typed.pin.startsWith(typed.again);
  const ready =
    typed.pin.length >= SHORTEST &&
    typed.pin === typed.again &&
    (!pinSet || typed.current.length >= SHORTEST);
  const digits = (name: keyof typeof EMPTY) => ({
    type: "password",
    inputMode: "numeric" as const,
    autoComplete: "off",
    maxLength: LONGEST,
    value: typed[name],
    onChange: (e: { target: { value: string } }) => {
      save.reset();
      setTyped({ ...typed, [name]: e.target.value.replaceAll(/\D/g, "") });
    },
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (ready && !save.isPending) save.mutate();
  };
  return (
    <section aria-labelledby="kiosk-pin-title">
      <h3 id="kiosk-pin-title" className="font-semibold">
        {t("kiosk.settings.pinTitle")}
      </h3>
      <p role="status" data-testid="kiosk-pin-state" className="mb-3 text-sm text-quiet">
        {save.isSuccess
          ? t("kiosk.settings.pinSaved")
          : t(pinSet ? "kiosk.settings.pinSet" : "kiosk.settings.pinMissing")}
      </p>
      <form className="flex max-w-md flex-col gap-4" onSubmit={submit}>
        {pinSet && (
          <Field label={t("kiosk.settings.current")}>
            {(wiring) => (
              <Input {...wiring} {...digits("current")} data-testid="kiosk-pin-current" />
            )}
          </Field>
        )}
        <Field label={t("kiosk.settings.new")} hint={t("kiosk.settings.pinHint")}>
          {(wiring) => <Input {...wiring} {...digits("pin")} data-testid="kiosk-pin-new" />}
        </Field>
        <Field label={t("kiosk.settings.again")} error={different && t("kiosk.settings.different")}>
          {(wiring) => <Input {...wiring} {...digits("again")} data-testid="kiosk-pin-again" />}
        </Field>
        <ProblemNotice cause={save.error} />
        <Button
          type="submit"
          className="self-start"
          data-testid="kiosk-pin-save"
          disabled={!ready || save.isPending}
        >
          {t("kiosk.settings.savePin")}
        </Button>
      </form>
    </section>
  );
}
