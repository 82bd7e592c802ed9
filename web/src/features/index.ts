// What the app shows: the sign-in page, and the frame with everything in it.
import '../ui/index.css';
import { claimPressStyle } from '../ui/press_style';

export { applyTheme } from '../ui/theme';
export { Shell } from './shell/shell';
export { SignIn } from './signin/sign_in';

claimPressStyle();
