using InfernoSim.Capture.AspNetCore.Freezing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InfernoSim.Capture.AspNetCore.Health;

/// <summary>How the recorder is, as a health check. It never says more than degraded: a service without a recorder serves as well.</summary>
/// <param name="recorder">The recorder.</param>
/// <param name="freezer">Freezes.</param>
internal sealed class RecorderHealth(Recorder recorder, Freezer freezer) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["kept"] = recorder.Ring.Count,
            ["bytes"] = recorder.Ring.Bytes,
            ["disk"] = recorder.Ring.BytesOnDisk,
            ["diskFailures"] = recorder.Ring.DiskFailures,
            ["dropped"] = recorder.Ring.Dropped,
            ["evicted"] = recorder.Ring.Evicted,
            ["sampledOut"] = recorder.Sampler.SampledOut,
            ["cpuLimited"] = recorder.Sampler.CpuLimited,
        };
        return Task.FromResult(freezer.LastFailure is { } failure
            ? HealthCheckResult.Degraded($"The last incident could not be written: {failure}", data: data)
            : HealthCheckResult.Healthy(recorder.IsOn ? "The flight recorder is recording." : "The flight recorder is off.", data));
    }
}
