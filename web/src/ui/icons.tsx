// The icons of the client by name: one family (lucide), and three glyphs of our own where it has none.
import {
  Activity,
  AppWindow,
  ArrowDown,
  ArrowUp,
  Bell,
  BellOff,
  Building2,
  Check,
  ChevronDown,
  ChevronLeft,
  CircleAlert,
  CircleQuestionMark,
  ConciergeBell,
  Copy,
  CornerDownLeft,
  Delete,
  DoorOpen,
  Ellipsis,
  Eye,
  EyeOff,
  Globe,
  Grip,
  Headphones,
  House,
  Keyboard,
  KeyRound,
  Languages,
  Laptop,
  LayoutGrid,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  Mic,
  MicOff,
  Music,
  Pause,
  Pencil,
  Phone,
  PhoneIncoming,
  Play,
  Plus,
  RefreshCw,
  Rows3,
  Search,
  Server,
  Settings,
  SlidersHorizontal,
  Smartphone,
  Square,
  Sun,
  Trash2,
  UserRound,
  UsersRound,
  Volume2,
  VolumeX,
  WifiOff,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';

const kLucide = {
  activity: Activity,
  'app-window': AppWindow,
  'arrow-down': ArrowDown,
  'arrow-up': ArrowUp,
  bell: Bell,
  'bell-off': BellOff,
  building: Building2,
  check: Check,
  'chevron-down': ChevronDown,
  'chevron-left': ChevronLeft,
  alert: CircleAlert,
  help: CircleQuestionMark,
  reception: ConciergeBell,
  copy: Copy,
  enter: CornerDownLeft,
  delete: Delete,
  door: DoorOpen,
  ellipsis: Ellipsis,
  eye: Eye,
  'eye-off': EyeOff,
  globe: Globe,
  grip: Grip,
  headphones: Headphones,
  house: House,
  key: KeyRound,
  keyboard: Keyboard,
  languages: Languages,
  laptop: Laptop,
  cards: LayoutGrid,
  'log-in': LogIn,
  'log-out': LogOut,
  mail: Mail,
  mic: Mic,
  'mic-off': MicOff,
  music: Music,
  pause: Pause,
  pencil: Pencil,
  phone: Phone,
  'phone-incoming': PhoneIncoming,
  play: Play,
  plus: Plus,
  refresh: RefreshCw,
  rows: Rows3,
  search: Search,
  server: Server,
  settings: Settings,
  sliders: SlidersHorizontal,
  smartphone: Smartphone,
  stop: Square,
  sun: Sun,
  trash: Trash2,
  user: UserRound,
  users: UsersRound,
  volume: Volume2,
  'volume-off': VolumeX,
  'wifi-off': WifiOff,
  x: X,
} satisfies Record<string, LucideIcon>;

const kOwn: Record<'desk', ReactNode> = {
  desk: (
    <>
      <path d="M3 8.5C3 5.5 7 4 12 4s9 1.5 9 4.5V10a1 1 0 0 1-1 1h-2.5a1 1 0 0 1-1-1V8.7a14 14 0 0 0-9 0V10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1Z" />
      <path d="m7 12.5-2.5 5.7A1.3 1.3 0 0 0 5.7 20h12.6a1.3 1.3 0 0 0 1.2-1.8L17 12.5" />
      <path d="M10 14h.01M14 14h.01M10 17h.01M14 17h.01" strokeWidth="2.3" />
    </>
  ),
};

export type IconName = keyof typeof kLucide | keyof typeof kOwn;

export function Icon({ name, size = 16, className = '' }: { name: IconName; size?: number; className?: string }) {
  if (name in kOwn) {
    return (
      <svg className={`ic ${className}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
        {kOwn[name as keyof typeof kOwn]}
      </svg>
    );
  }
  const Glyph = kLucide[name as keyof typeof kLucide];
  return <Glyph className={`ic ${className}`} size={size} strokeWidth={1.75} aria-hidden="true" />;
}

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M14.2 5.3C13.2 4.5 11.9 4 10.4 4 7.4 4 5.1 5.8 5.1 8.2c0 5 11.8 2.6 11.8 7.6 0 2.4-2.4 4.2-5.5 4.2-2.7 0-4.9-1.2-6-3.2"
        stroke="currentColor"
        strokeWidth="2.7"
        strokeLinecap="round"
      />
      <circle className="dot" cx="18.4" cy="5.6" r="2.1" />
    </svg>
  );
}
