import { Notifications } from '@mantine/notifications';
import classes from './notices.module.css';

const POSITION = 'bottom-left';
/** In pixels, without the unit. */
const HEIGHT = '--notices-height';

/** Keeps the page's room for them as high as they are. Mantine gives the ref to the places of all positions. */
function makeRoom(place: HTMLDivElement | null): (() => void) | undefined {
  if (place?.dataset.position !== POSITION) return undefined;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => {
    // Otherwise the browser scrolls the content below the notice, so that it seems not to move.
    style.overflowAnchor = 'none';
    style.setProperty(HEIGHT, String(place.offsetHeight));
    requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty('overflow-anchor')));
  });
  observer.observe(place);
  return () => {
    observer.disconnect();
    style.removeProperty(HEIGHT);
  };
}

/** Short news of what happened. Each can be closed, and goes by itself unless somebody has to have read it. */
export function Notices() {
  return (
    <Notifications
      ref={makeRoom}
      position={POSITION}
      limit={3}
      containerWidth={208}
      classNames={{ root: classes.notices ?? '' }}
    />
  );
}

/** The room that notices take on a phone. */
export const NoticesRoom = () => <div className={classes.room} />;
