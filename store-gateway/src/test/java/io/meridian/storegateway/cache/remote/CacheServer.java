package io.meridian.storegateway.cache.remote;

import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/** A real cache server on loopback, which can be ended and started again where it was. */
public final class CacheServer implements AutoCloseable {
  private static final int TRIES = 20;

  private final ExternalProgram program;
  private final IntFunction<List<String>> arguments;
  private final Path log;
  private final int port;
  private Process process;

  private CacheServer(
      ExternalProgram program, IntFunction<List<String>> arguments, Path log, int port)
      throws IOException {
    this.program = program;
    this.arguments = arguments;
    this.log = log;
    this.port = port;
    process = launch();
  }

  /** A memcached; skips the calling test where there is none. */
  public static CacheServer memcached(Path scratch) throws IOException {
    String user = System.getProperty("user.name");
    return start(
        runnable("memcached"),
        port -> List.of("-l", "127.0.0.1", "-p", "" + port, "-U", "0", "-u", user, "-m", "16"),
        scratch);
  }

  /** A Redis with some arguments more; skips the calling test where there is none. */
  static CacheServer redis(Path scratch, IntFunction<List<String>> more) throws IOException {
    return start(
        runnable("redis-server"),
        port -> {
          List<String> all = new ArrayList<>(more.apply(port));
          all.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", scratch.toString()));
          return all;
        },
        scratch);
  }

  /** A program that is there and has the libraries it needs. */
  private static ExternalProgram runnable(String name) {
    ExternalProgram program = ExternalProgram.assumePresent(name);
    if (program.run(Duration.ofMinutes(1), "--version").exitCode() != 0) {
      Assumptions.abort(name + " does not run here");
    }
    return program;
  }

  /** On a port below those that connections get, so that none of these takes it meanwhile. */
  private static CacheServer start(
      ExternalProgram program, IntFunction<List<String>> arguments, Path scratch)
      throws IOException {
    for (int each = 0; each < TRIES; each++) {
      int port = ThreadLocalRandom.current().nextInt(18_000, 32_000);
      CacheServer server =
          new CacheServer(program, arguments, scratch.resolve("server-" + port + ".log"), port);
      if (server.isUp()) {
        return server;
      }
      server.close();
    }
    throw new AssertionError(program.executable() + " did not start");
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>(arguments.apply(port));
    command.addFirst(program.executable().toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Waits until the server takes connections; whether it does. */
  private boolean isUp() {
    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    while (process.isAlive() && Instant.now().isBefore(end)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return process.isAlive();
      } catch (IOException e) {
        pause();
      }
    }
    return false;
  }

  private void pause() {
    try {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Where it listens, on loopback. */
  public int port() {
    return port;
  }

  /** What somebody else says to the server over a plain connection. */
  void say(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request);
      if (socket.getInputStream().read(new byte[1]) < 1) {
        throw new IOException("the server ended the connection");
      }
    }
  }

  void startAgain() throws IOException {
    process = launch();
    if (!isUp()) {
      throw new AssertionError(program.executable() + " did not start again");
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Ends it at once; it may be started again. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
