package io.meridian.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics for agents to scrape, with times of their own, so that it is known to the bit what an
 * agent must send. Each path is another agent's and has its own account of what it was given.
 */
final class ScrapeTarget implements AutoCloseable {
  private static final int SERIES = 200;

  private final HttpServer server;
  private final Map<String, Map<Long, Double>> given = new HashMap<>();
  private final Map<String, String> lastText = new HashMap<>();
  private boolean frozen;

  private ScrapeTarget(HttpServer server) {
    this.server = server;
  }

  static ScrapeTarget start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ScrapeTarget target = new ScrapeTarget(HttpServer.create(any, 0));
    target.server.createContext("/", target::answer);
    target.server.start();
    return target;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** From now on every scrape brings what the last one brought, which is nothing new. */
  synchronized void freeze() {
    frozen = true;
  }

  /** Times and base values that a path's agent was given, one a scrape. */
  synchronized Map<Long, Double> given(String path) {
    return new TreeMap<>(given.getOrDefault(path, Map.of()));
  }

  static int series() {
    return SERIES;
  }

  /** What a series had at a scrape. */
  static double value(int series, double base) {
    return series % 3 == 0 ? base / (series + 1) : base + series;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] text = text(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private synchronized String text(String path) {
    String last = lastText.get(path);
    if (frozen && last != null) {
      return last;
    }
    Map<Long, Double> scrapes = given.computeIfAbsent(path, _ -> new TreeMap<>());
    long time = System.currentTimeMillis();
    double base = scrapes.size() + 1.25;
    scrapes.put(time, base);
    StringBuilder text = new StringBuilder("# TYPE shop_items gauge\n");
    for (int series = 0; series < SERIES; series++) {
      text.append("shop_items{item=\"i")
          .append(series)
          .append("\"} ")
          .append(value(series, base))
          .append(' ')
          .append(time)
          .append('\n');
    }
    lastText.put(path, text.toString());
    return text.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
