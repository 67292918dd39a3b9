import { Channel, convertFileSrc, invoke } from "@tauri-apps/api/core";

import type { Carrier, StartupStatus } from "./carrier";
import type { ShellEvent } from "./shell";
import type { Fact } from "./types";

/** The carrier inside the window: a custom scheme for requests, a channel for facts. */
export function desktopCarrier(): Carrier {
  // The kiosk's window may ask nothing of the shell but what is the kiosk's.
  const inKiosk = location.pathname.startsWith("/kiosk");
  return {
    // `candor://localhost`, or `http://candor.localhost` where the system wants it so.
    baseUrl: convertFileSrc("", "candor").replace(/\/$/, ""),
    fetch: (request) => fetch(request),
    subscribe: async (after, onFact) => {
      let open = true;
      const channel = new Channel<Fact>((fact) => {
        if (open) onFact(fact);
      });
      await invoke("subscribe", { after, channel });
      return () => {
        open = false;
      };
    },
    startupStatus: () => invoke<StartupStatus>("startup_status"),
    unlock: (passphrase) => invoke<StartupStatus>("unlock", { passphrase }),
    ...(!inKiosk && {
      shell: {
        listen: (listener) =>
          invoke("listen_to_shell", { channel: new Channel<ShellEvent>(listener) }),
        closeQuestionShown: () => invoke("close_question_shown"),
        closeNow: () => invoke("close_now"),
        speak: (language) => invoke("speak", { language }),
        webviewVersion: () => invoke<string | null>("webview_version"),
      },
    }),
    kiosk: {
      enter: () => invoke("enter_kiosk"),
      leave: (pin) => invoke("leave_kiosk", { pin }),
      canPrintReceipt: () => invoke<boolean>("can_print_receipt"),
      printReceipt: (text) => invoke("print_receipt", { text }),
      autostart: () => invoke<boolean>("autostart"),
      setAutostart: (on) => invoke("set_autostart", { on }),
    },
    chooseFile: (title, extensions) => invoke<string | null>("choose_file", { title, extensions }),
    chooseFolder: (title) => invoke<string | null>("choose_folder", { title }),
    saveFile: (title, name, content) =>
      invoke<string | null>("save_file", { title, name, content }),
    showInFolder: (interviewId) => invoke("show_in_folder", { interviewId }),
  };
}
