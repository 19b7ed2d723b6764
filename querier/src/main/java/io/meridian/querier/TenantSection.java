package io.meridian.querier;

import io.meridian.config.Default;
import io.meridian.service.flag.Flag;
import io.meridian.service.tenant.TenantSettings;
import java.util.Optional;

/** How a query's tenant is found, and what he may see. */
public record TenantSection(
    @Flag(value = "query.tenant-header", help = "Header that says who asks.")
        @Default("THANOS-TENANT")
        String header,
    @Flag(
            value = "query.tenant-certificate-field",
            help = "Field of the client's certificate that says so instead.")
        Optional<TenantSettings.CertificateField> certificateField,
    @Flag(value = "query.default-tenant-id", help = "Tenant of queries that do not say.")
        @Default("default-tenant")
        String defaultTenant,
    @Flag(value = "query.enforce-tenancy", help = "Whether a tenant sees his own series alone.")
        @Default("false")
        boolean enforce,
    @Flag(value = "query.tenant-label-name", help = "The label that names the tenant.")
        @Default("tenant_id")
        String label) {
  public TenantSection {
    new TenantSettings(header, certificateField, defaultTenant);
  }

  /** How a tenant is found. */
  TenantSettings found() {
    return new TenantSettings(header, certificateField, defaultTenant);
  }

  /** The label by which tenants are kept apart, if they are. */
  Optional<String> enforcedLabel() {
    return enforce ? Optional.of(label) : Optional.empty();
  }
}
