import { useTranslation } from "react-i18next";

import type { AiSettings, AiUse } from "@/api/ai";
import { ProblemNotice } from "@/components/problem-notice";
import { Notice } from "@/components/ui/notice";
import { Switch } from "@/components/ui/switch";

import { useAiAction } from "./use-ai";

/** What the connections are used for. */
export function UseSwitches({ settings }: { settings: AiSettings }) {
  const { t } = useTranslation();
  const { connections, use_for } = settings;
  const use = useAiAction((ai, wanted: AiUse) => ai.use(wanted));
  // What was pressed is shown at once.
  const shown = use.isPending ? use.variables : use_for;
  const any = connections.some(({ enabled }) => enabled);
  const unused = any && !shown.conversation && !shown.scorecards;
  return (
    <div className="flex flex-col gap-4" data-testid="ai-use">
      {unused && (
        <Notice role="note" testId="ai-unused">
          {t("ai.use.unused")}
        </Notice>
      )}
      {!any && (
        <p className="text-sm text-quiet" data-testid="ai-use-nobody">
          {t(connections.length === 0 ? "ai.use.first" : "ai.use.nobody")}
        </p>
      )}
      {(["conversation", "scorecards"] as const).map((what) => (
        <Switch
          key={what}
          label={t(`ai.use.${what}`)}
          hint={t(`ai.use.${what}Text`)}
          checked={shown[what]}
          disabled={use.isPending || connections.length === 0}
          onCheckedChange={(on) => use.mutate({ ...use_for, [what]: on })}
          testId={`ai-use-${what}`}
        />
      ))}
      <ProblemNotice cause={use.error} />
    </div>
  );
}
