package io.meridian.cli.demo;

import io.meridian.cli.demo.Signal.Restarts;
import java.time.Duration;
import java.util.List;

/** What kube-state-metrics and the kubelets' cAdvisor tell of a cluster. */
final class Kubernetes {
  private static final double MEBIBYTE = 1 << 20;
  private static final List<String> PHASES = List.of("Failed", "Pending", "Running", "Succeeded");

  private Kubernetes() {}

  /** A workload, each of its pods on a host. */
  record Workload(
      String namespace, String name, List<String> hosts, double processors, double mebibytes) {
    String pod(int number) {
      return name + "-" + number;
    }
  }

  /** The state of workloads. */
  static Target state(List<Workload> workloads, List<String> hosts, long seed) {
    Lifetimes ever = new Lifetimes(Duration.ofDays(90).toMillis(), 0);
    MetricsPage page = new MetricsPage("kube-state-metrics", "kube-state-metrics:8080", seed, ever);
    for (String host : hosts) {
      page.constant("kube_node_info", 1, "node", host, "kubelet_version", "v1.31.2");
      page.constant(
          "kube_node_status_condition", 1, "node", host, "condition", "Ready", "status", "true");
      page.constant(
          "kube_node_status_allocatable", 2, "node", host, "resource", "cpu", "unit", "core");
    }
    for (Workload workload : workloads) {
      String[] labels = {"namespace", workload.namespace(), "deployment", workload.name()};
      page.constant("kube_deployment_spec_replicas", workload.hosts().size(), labels);
      page.constant("kube_deployment_status_replicas_available", workload.hosts().size(), labels);
      for (int i = 0; i < workload.hosts().size(); i++) {
        pod(page, workload, i, seed);
      }
    }
    return page.target(Absences.NONE);
  }

  private static void pod(MetricsPage page, Workload workload, int number, long seed) {
    String namespace = workload.namespace();
    String pod = workload.pod(number);
    page.constant(
        "kube_pod_info",
        1,
        "namespace",
        namespace,
        "pod",
        pod,
        "node",
        workload.hosts().get(number));
    for (String phase : PHASES) {
      double value = phase.equals("Running") ? 1 : 0;
      page.constant(
          "kube_pod_status_phase", value, "namespace", namespace, "pod", pod, "phase", phase);
    }
    String[] container = {"namespace", namespace, "pod", pod, "container", workload.name()};
    long days = 3L + Math.floorMod(Noise.mixed(seed, pod.hashCode()), 9);
    Lifetimes lifetimes = new Lifetimes(Duration.ofDays(days).toMillis(), seed % 1_000_000);
    page.add("kube_pod_container_status_restarts_total", new Restarts(lifetimes), container);
    page.constant("kube_pod_container_status_ready", 1, container);
    page.constant(
        "kube_pod_container_resource_limits",
        workload.mebibytes() * 2 * MEBIBYTE,
        "namespace",
        namespace,
        "pod",
        pod,
        "container",
        workload.name(),
        "resource",
        "memory",
        "unit",
        "byte");
  }

  /** The containers of a host. */
  static Target containers(String host, List<Workload> workloads, long seed, Lifetimes lifetimes) {
    MetricsPage page = new MetricsPage("kubelet", host + ":10250", seed, lifetimes);
    for (Workload workload : workloads) {
      for (int i = 0; i < workload.hosts().size(); i++) {
        if (workload.hosts().get(i).equals(host)) {
          container(page, workload, i);
        }
      }
    }
    return page.target(Absences.NONE);
  }

  private static void container(MetricsPage page, Workload workload, int number) {
    String[] pod = {"namespace", workload.namespace(), "pod", workload.pod(number)};
    String[] container = {pod[0], pod[1], pod[2], pod[3], "container", workload.name()};
    double bytes = workload.mebibytes() * MEBIBYTE;
    page.seconds("container_cpu_usage_seconds_total", workload.processors(), container);
    page.gauge("container_memory_working_set_bytes", bytes, bytes / 5, 4096, container);
    page.gauge("container_memory_rss", bytes * 0.8, bytes / 6, 4096, container);
    page.counter("container_network_receive_bytes_total", 60_000, pod);
    page.counter("container_network_transmit_bytes_total", 90_000, pod);
    page.counter("container_fs_writes_bytes_total", 8000, container);
  }
}
