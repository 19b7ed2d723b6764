package io.meridian.service.http;

import java.util.ArrayList;
import java.util.List;

/** How a request ends: whether its client leaves before it has its answer; who wants to know. */
final class Departure {
  private final List<Runnable> actions = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private boolean happened;

  /** The client has its answer; nobody is to hear of its leaving any more. */
  synchronized void forget() {
    actions.clear();
  }

  /** The client is gone. */
  void happen() {
    List<Runnable> due;
    synchronized (this) {
      happened = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }

  /** Has an action run when the request is over; on its thread alone, as {@link #end} is. */
  void afterwards(Runnable action) {
    afterwards.add(action);
  }

  /** The request is over, however it went. */
  void end() {
    afterwards.forEach(Runnable::run);
    afterwards.clear();
  }

  /** Has an action run when the client leaves; at once if it has left already. */
  void then(Runnable action) {
    synchronized (this) {
      if (!happened) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }
}
