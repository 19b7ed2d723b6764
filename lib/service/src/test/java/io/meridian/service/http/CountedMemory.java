package io.meridian.service.http;

import io.meridian.model.OverloadedException;

/** Memory for bodies that a test can look into, and take away. */
final class CountedMemory implements BodyAdmission {
  private long free;
  private long most;
  private long held;
  private boolean refusing;

  CountedMemory(long bytes) {
    free = bytes;
  }

  @Override
  public synchronized Grant begin(long bytes) throws InterruptedException {
    Held grant = new Held();
    grant.grow(bytes);
    return grant;
  }

  synchronized void refuse() {
    refusing = true;
    notifyAll();
  }

  synchronized void free(long bytes) {
    free += bytes;
    notifyAll();
  }

  /** The most that was held at once. */
  synchronized long most() {
    return most;
  }

  synchronized long held() {
    return held;
  }

  synchronized void awaitHeld(long bytes) throws InterruptedException {
    while (held != bytes) {
      wait();
    }
  }

  private synchronized void take(long bytes) throws InterruptedException {
    while (free < bytes) {
      if (refusing) {
        throw new OverloadedException("no memory for bodies is free; try again later");
      }
      wait();
    }
    free -= bytes;
    held += bytes;
    most = Math.max(most, held);
    notifyAll();
  }

  private synchronized void give(long bytes) {
    free += bytes;
    held -= bytes;
    notifyAll();
  }

  private final class Held implements Grant {
    private long mine;

    @Override
    public void grow(long bytes) throws InterruptedException {
      take(bytes);
      mine += bytes;
    }

    @Override
    public void close() {
      give(mine);
      mine = 0;
    }
  }
}
