import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RouterHistory, RouterProvider } from "@tanstack/react-router";
import type { i18n as I18n } from "i18next";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";

import { ApiContext } from "@/api/api-context";
import type { Carrier } from "@/api/carrier";
import { apiClient } from "@/api/client";
import { LiveFacts } from "@/api/live-facts";
import { ToastProvider } from "@/components/ui/toast";

import { Closing } from "./closing";
import { createAppRouter } from "./routes";
import { Startup } from "./startup";

/** Queries go out whether or not there is a network: what answers is on this machine. */
function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: "always", retry: false, staleTime: 60_000 },
      mutations: { networkMode: "always" },
    },
  });
}

type Props = { carrier: Carrier; i18n: I18n; history?: RouterHistory };

export function App({ carrier, i18n, history }: Props) {
  const [queries] = useState(createQueries);
  const [api] = useState(() => ({
    client: apiClient(carrier),
    carrier,
    live: new LiveFacts(),
  }));
  const [router] = useState(() => createAppRouter(history));
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <ApiContext value={api}>
          <ToastProvider>
            <Startup>
              <Closing />
              <RouterProvider router={router} />
            </Startup>
          </ToastProvider>
        </ApiContext>
      </QueryClientProvider>
    </I18nextProvider>
  );
}
