import { useTranslation } from "react-i18next";

import { usePreferences } from "@/components/machine/use-preferences";
import { ProblemNotice } from "@/components/problem-notice";
import { Switch } from "@/components/ui/switch";

/** Whether the computer's own voice is kept from being taken for the candidate's; with a headset it cannot be. */
export function EchoGuard() {
  const { t } = useTranslation();
  const { query, change } = usePreferences();
  if (query.data === undefined) return <ProblemNotice cause={query.error} />;
  return (
    <>
      <Switch
        label={t("display.echoGuard")}
        hint={t("display.echoGuardHint")}
        checked={query.data.echo_guard ?? true}
        disabled={change.isPending}
        onCheckedChange={(echo_guard) => change.mutate({ echo_guard })}
        testId="display-echo-guard"
      />
      <ProblemNotice cause={change.error} />
    </>
  );
}
