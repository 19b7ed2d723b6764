package io.meridian.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process that prints a number for each thing it acknowledged, and is killed in between. */
public final class KilledProcess {
  private KilledProcess() {}

  /**
   * Runs a class, and kills it (SIGKILL) once it acknowledged more than so many things.
   *
   * @return the last number that it printed
   */
  public static int run(Class<?> main, int acknowledgements, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process writer = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    int last = -1;
    try (BufferedReader out = writer.inputReader()) {
      int count = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = Integer.parseInt(line);
        if (count++ == acknowledgements) {
          writer.toHandle().destroyForcibly(); // leaves the pipe to be read to its end
        }
      }
      assertThat(count).isGreaterThan(acknowledgements);
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return last;
  }
}
