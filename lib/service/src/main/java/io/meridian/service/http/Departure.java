package io.meridian.service.http;

import java.util.ArrayList;
import java.util.List;

/** Whether a client has left before it had its answer, and who wants to know. */
final class Departure {
  private final List<Runnable> actions = new ArrayList<>();
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
