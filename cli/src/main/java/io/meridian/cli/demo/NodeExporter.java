package io.meridian.cli.demo;

import io.meridian.cli.demo.Signal.Begin;
import io.meridian.cli.demo.Signal.Rest;
import java.util.List;
import java.util.Map;

/** What Prometheus' node exporter tells of a host. */
final class NodeExporter {
  private static final double GIBIBYTE = 1 << 30;
  private static final double PAGE = 4096;
  private static final double MEMORY = 16 * GIBIBYTE;
  private static final List<Integer> PROCESSORS = List.of(0, 1);

  /** Seconds a second of each mode but idle, which has the rest. */
  private static final Map<String, Double> MODES =
      Map.of(
          "user", 0.21, "system", 0.07, "iowait", 0.02, "irq", 0.001, "softirq", 0.008, "nice",
          0.0004, "steal", 0.003);

  private static final double IDLE = 0.68;

  private NodeExporter() {}

  /**
   * A host.
   *
   * @param fullness which share of its disk for data is used
   */
  static Target target(
      String host,
      String release,
      long seed,
      Lifetimes lifetimes,
      Absences absences,
      double fullness) {
    MetricsPage page = new MetricsPage("node", host + ":9100", seed, lifetimes);
    page.constant(
        "node_uname_info",
        1,
        "nodename",
        host,
        "sysname",
        "Linux",
        "release",
        release,
        "machine",
        "x86_64");
    page.add("node_boot_time_seconds", new Begin(lifetimes));
    processors(page);
    memory(page);
    disks(page, fullness);
    network(page);
    return page.target(absences);
  }

  private static void processors(MetricsPage page) {
    for (int cpu : PROCESSORS) {
      String number = Integer.toString(cpu);
      MODES.keySet().stream()
          .sorted()
          .forEach(mode ->
              page.seconds(
                  "node_cpu_seconds_total",
                  MODES.getOrDefault(mode, 0.0),
                  "cpu",
                  number,
                  "mode",
                  mode));
      page.seconds("node_cpu_seconds_total", IDLE, "cpu", number, "mode", "idle");
    }
    page.gauge("node_load1", 1.2, 0.9, 0.01);
    page.gauge("node_load5", 1.1, 0.6, 0.01);
    page.gauge("node_load15", 1.0, 0.4, 0.01);
    page.counter("node_context_switches_total", 4200);
  }

  private static void memory(MetricsPage page) {
    page.constant("node_memory_MemTotal_bytes", MEMORY);
    Signal available =
        page.gauge("node_memory_MemAvailable_bytes", 7 * GIBIBYTE, 3 * GIBIBYTE, PAGE);
    page.gauge("node_memory_MemFree_bytes", 2 * GIBIBYTE, GIBIBYTE, PAGE);
    page.gauge("node_memory_Cached_bytes", 4 * GIBIBYTE, GIBIBYTE, PAGE);
    page.gauge("node_memory_Buffers_bytes", GIBIBYTE / 4, GIBIBYTE / 16, PAGE);
    page.add("node_memory_Active_bytes", new Rest(MEMORY, available));
  }

  private static void disks(MetricsPage page, double fullness) {
    filesystem(page, "/dev/vda1", "/", 40 * GIBIBYTE, 0.45);
    filesystem(page, "/dev/vdb", "/data", 400 * GIBIBYTE, fullness);
    for (String device : List.of("vda", "vdb")) {
      page.counter("node_disk_read_bytes_total", 180_000, "device", device);
      page.counter("node_disk_written_bytes_total", 950_000, "device", device);
      page.counter("node_disk_reads_completed_total", 12, "device", device);
      page.counter("node_disk_writes_completed_total", 46, "device", device);
      page.seconds("node_disk_io_time_seconds_total", 0.06, "device", device);
    }
  }

  private static void filesystem(
      MetricsPage page, String device, String mountpoint, double size, double fullness) {
    String[] labels = {"device", device, "mountpoint", mountpoint, "fstype", "ext4"};
    page.constant("node_filesystem_size_bytes", size, labels);
    page.gauge("node_filesystem_avail_bytes", size * (1 - fullness), size / 100, PAGE, labels);
    page.gauge("node_filesystem_files_free", size / 20_000, 500, 1, labels);
  }

  private static void network(MetricsPage page) {
    for (String device : List.of("eth0", "cni0", "lo")) {
      double share = device.equals("lo") ? 0.1 : 1;
      page.counter("node_network_receive_bytes_total", 2_400_000 * share, "device", device);
      page.counter("node_network_transmit_bytes_total", 1_900_000 * share, "device", device);
      page.counter("node_network_receive_packets_total", 2100 * share, "device", device);
      page.counter("node_network_receive_errs_total", 0.002 * share, "device", device);
    }
    page.gauge("node_netstat_Tcp_CurrEstab", 140, 60, 1);
  }
}
