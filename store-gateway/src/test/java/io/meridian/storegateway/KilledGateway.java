package io.meridian.storegateway;

import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process that starts a gateway, asks it, and loses its headers, again and again. */
final class KilledGateway {
  private KilledGateway() {}

  /** Prints a line when it begins to start a gateway, and one when that has answered. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[1]);
    while (true) {
      System.out.println("starting");
      try (RunningGateway gateway =
          new RunningGateway(FilesystemBucket.open(Path.of(arguments[0])), data, CallLimits.NONE)) {
        gateway.everything();
        System.out.println("answered");
      }
      for (Path each : files(data.resolve("headers"))) {
        Files.delete(each);
      }
    }
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
