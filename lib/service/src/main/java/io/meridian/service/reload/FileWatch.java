package io.meridian.service.reload;

import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Signals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Reloads when a file's content has changed, and on SIGHUP. Files are read every few seconds and
 * compared by their bytes: mounted ConfigMaps change by exchanging links, which leaves neither
 * times nor events to trust.
 */
public final class FileWatch implements Part {
  private final Reload reload;
  private final List<Path> files;
  private final Duration interval;
  private final Thread watching;
  private String seen = "";

  /**
   * A watch.
   *
   * @param interval between two looks
   */
  public FileWatch(Reload reload, List<Path> files, Duration interval) {
    this.reload = reload;
    this.files = List.copyOf(files);
    this.interval = interval;
    this.watching = Thread.ofVirtual().name("config-watch").unstarted(this::watch);
  }

  @Override
  public String name() {
    return "watch over configuration";
  }

  @Override
  public void start() {
    seen = content();
    Signals.on("HUP", () -> reload.now("SIGHUP"));
    watching.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(interval);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once; whether something has changed since the last look. */
  boolean look() {
    String now = content();
    if (now.equals(seen)) {
      return false;
    }
    seen = now;
    reload.now("a change of a file");
    return true;
  }

  private String content() {
    return FileContents.digest(files);
  }

  @Override
  public void stop() {
    watching.interrupt();
  }
}
