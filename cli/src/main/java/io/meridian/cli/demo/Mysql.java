package io.meridian.cli.demo;

import java.util.List;

/** What the MySQL exporter tells of a server. */
final class Mysql {
  private static final double MEBIBYTE = 1 << 20;
  private static final List<String> COMMANDS = List.of("delete", "insert", "select", "update");

  private Mysql() {}

  /**
   * A server.
   *
   * @param connected how many connections it has, of 200
   */
  static Target target(String host, long seed, Lifetimes lifetimes, double connected) {
    MetricsPage page = new MetricsPage("mysql", host + ":9104", seed, lifetimes);
    page.constant("mysql_up", 1);
    page.constant("mysql_version_info", 1, "version", "8.4.3", "innodb_version", "8.4.3");
    page.constant("mysql_global_variables_max_connections", 200);
    page.constant("mysql_global_variables_innodb_buffer_pool_size", 512 * MEBIBYTE);
    page.gauge("mysql_global_status_threads_connected", connected, connected / 3, 1);
    page.gauge("mysql_global_status_threads_running", 6, 4, 1);
    page.counter("mysql_global_status_connections", 3);
    page.counter("mysql_global_status_queries", 780);
    page.counter("mysql_global_status_slow_queries", 0.05);
    page.counter("mysql_global_status_aborted_connects", 0.004);
    page.counter("mysql_global_status_bytes_received", 90_000);
    page.counter("mysql_global_status_bytes_sent", 640_000);
    page.counter("mysql_global_status_innodb_buffer_pool_read_requests", 21_000);
    page.counter("mysql_global_status_innodb_buffer_pool_reads", 9);
    page.gauge("mysql_global_status_innodb_row_lock_current_waits", 1, 1, 1);
    for (String command : COMMANDS) {
      page.counter("mysql_global_status_commands_total", 120, "command", command);
    }
    return page.target(Absences.NONE);
  }
}
