package io.meridian.service.reload;

import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

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
    return files.stream().map(FileWatch::digest).collect(Collectors.joining(" "));
  }

  private static String digest(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void stop() {
    watching.interrupt();
  }
}
