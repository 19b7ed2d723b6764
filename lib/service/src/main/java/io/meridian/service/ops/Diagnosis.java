package io.meridian.service.ops;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** Looks into the running JVM. */
final class Diagnosis {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final long LARGEST = 32 << 20;

  /** A recording occupies one of the few threads for operations; there is one at a time. */
  private final Semaphore recording = new Semaphore(1);

  /** All threads, virtual ones included, as the JVM writes them. */
  Response threads() throws IOException {
    Path folder = Files.createTempDirectory("meridian-threads");
    Path file = folder.resolve("threads.txt");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(
              file.toAbsolutePath().toString(),
              HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      return Response.of(200, "text/plain; charset=utf-8", Files.readAllBytes(file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** A flight recording of as many seconds as the request says, 10 if it does not. */
  Response flightRecording(Request request) throws IOException, InterruptedException {
    Duration length = length(request.query().first("seconds").orElse("10"));
    if (!recording.tryAcquire()) {
      return Response.text(503, "another flight recording runs; try again when it is over");
    }
    Path file = Files.createTempFile("meridian", ".jfr");
    try (Recording flight = new Recording(Configuration.getConfiguration("profile"))) {
      flight.setMaxSize(LARGEST);
      flight.start();
      Thread.sleep(length);
      flight.stop();
      flight.dump(file);
      return Response.of(200, "application/octet-stream", Files.readAllBytes(file))
          .with("Content-Disposition", "attachment; filename=\"meridian.jfr\"");
    } catch (ParseException e) {
      throw new IOException("this JVM has no recording profile", e);
    } finally {
      Files.deleteIfExists(file);
      recording.release();
    }
  }

  private static Duration length(String seconds) {
    try {
      Duration length = Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
      if (length.isNegative() || length.compareTo(LONGEST) > 0) {
        throw new InvalidRequestException(
            "seconds=" + seconds + " is out of range; ask for at most " + LONGEST.toSeconds());
      }
      return length;
    } catch (NumberFormatException e) {
      throw new InvalidRequestException("seconds=" + seconds + " is no number", e);
    }
  }
}
