'use client';
import { createContext, useContext } from 'react';

/** True around what shows a moment of the past: nothing there can be dragged, dropped or acted on. */
export const PastContext = createContext(false);
export const useIsPast = (): boolean => useContext(PastContext);
