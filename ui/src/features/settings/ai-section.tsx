import { useQuery } from "@tanstack/react-query";

import { aiQuery } from "@/api/ai";
import { useApi } from "@/api/api-context";
import { AiSetup } from "@/components/ai/ai-setup";

import { BudgetForm } from "./budget-form";
import { NetworkForm } from "./network-form";
import { SharingNote } from "./sharing-note";

/** The optional AI services: who is asked in which order, what for, for how much, and what is sent to whom. */
export function AiSection() {
  const { client } = useApi();
  const settings = useQuery(aiQuery(client)).data;
  return (
    <div className="flex max-w-3xl flex-col gap-10" data-testid="ai-settings">
      <AiSetup />
      {settings && (
        <>
          <SharingNote settings={settings} />
          {/* What is stored anew is shown anew. */}
          <BudgetForm key={JSON.stringify(settings.budget)} settings={settings} />
          <NetworkForm settings={settings} />
        </>
      )}
    </div>
  );
}
