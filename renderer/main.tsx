import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/card.css';
import './styles/spine.css';
import './styles/panes.css';
import './styles/meaning.css';
import './styles/inspector.css';
import './styles/hex.css';
import './styles/edit.css';
import './styles/editors.css';
import './styles/write.css';
import './styles/welcome.css';
import './styles/recover.css';
import './styles/diagnose.css';
import './styles/trace.css';
import './styles/overlay.css';
import './styles/virtual.css';
import './styles/provision.css';
import './styles/shell.css';
import './styles/forced-colors.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './frame/app.tsx';
import { startServices } from './services/card-service.ts';
import { startDesk } from './services/desk-service.ts';
import { followDiagnoses } from './services/diagnose-service.ts';
import { startTraces } from './services/trace-service.ts';
import { followLook } from './stores/app-store.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');
followLook();
startServices();
followDiagnoses();
startTraces();
startDesk();
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
