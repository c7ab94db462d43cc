import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";

import "./styles/tokens.css";
import "./styles/base.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { reportWhatGoesWrong } from "./state/report";
import { application } from "./state/application.svelte";
import { comeBack } from "./state/coming-back";
import { preferences } from "./state/preferences.svelte";

reportWhatGoesWrong();
preferences.followSystem();
application.comeBack = comeBack;
void application.start();

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target });
