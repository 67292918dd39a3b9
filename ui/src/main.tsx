import { desktopCarrier } from "@/api/desktop";
import { mount } from "@/app/mount";

mount(desktopCarrier());
