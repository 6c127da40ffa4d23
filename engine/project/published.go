package project

import (
	"slices"
	"strings"
)

// publishedNames are images that Docker publishes, and names that images of others have everywhere: what stands beside a project's own
// container. Source: https://github.com/docker-library/official-images/tree/master/library and the sidecars of well-known charts.
const publishedNames = " alpine amazonlinux arangodb busybox caddy cassandra chronograf clickhouse consul couchbase couchdb debian eclipse-mosquitto elasticsearch " +
	"fedora fluentd ghost golang gradle grafana haproxy hello-world httpd influxdb jetty joomla kibana kong logstash mariadb maven memcached mongo mongo-express " +
	"mosquitto mysql nats neo4j nextcloud nginx node openjdk percona perl php postgres postgresql pgbouncer python rabbitmq redis registry rethinkdb ruby rust solr " +
	"sonarqube swift telegraf tomcat traefik ubuntu valkey varnish vault wordpress zookeeper minio envoy oauth2-proxy cloud-sql-proxy cloudsql-proxy gce-proxy " +
	"kafka prometheus alertmanager node-exporter jaeger opentelemetry-collector otel-collector fluent-bit filebeat curl kubectl git-sync pause adminer mailhog " +
	"mailpit localstack k8s-sidecar configmap-reload vault-k8s linkerd-proxy proxyv2 postgis pgvector timescaledb keycloak "

// publishers are owners and registries of images that are published for everybody.
var publishers = []string{
	"bitnami/", "grafana/", "prom/", "quay.io/prometheus/", "envoyproxy/", "hashicorp/", "confluentinc/", "otel/", "fluent/", "istio/", "registry.k8s.io/",
	"k8s.gcr.io/", "gcr.io/cloudsql-docker/", "gcr.io/cloud-sql-connectors/", "gcr.io/google-containers/", "docker.elastic.co/", "datadog/", "mcr.microsoft.com/",
	"curlimages/", "bitnamilegacy/", "amazon/", "public.ecr.aws/", "linuxserver/", "quay.io/keycloak/", "jaegertracing/", "rancher/", "gcr.io/distroless/",
}

// isPublished says whether an image is known to be one that others publish.
func isPublished(image string) bool {
	name := withoutTag(image)
	return strings.Contains(publishedNames, " "+repoName(image)+" ") || slices.ContainsFunc(publishers, func(p string) bool { return strings.HasPrefix(name, p) })
}

// onlyOwn is the image that must be the project's own where it has one Dockerfile: the only one that its manifests start and nobody is
// known to publish; empty where there are several, or none.
func onlyOwn(starts []Start) string {
	own := ""
	for _, s := range starts {
		if s.By != StartedByKubernetes || s.Image == "" || isPublished(s.Image) {
			continue
		}
		if name := withoutTag(s.Image); own != "" && own != name {
			return ""
		}
		own = withoutTag(s.Image)
	}
	return own
}
