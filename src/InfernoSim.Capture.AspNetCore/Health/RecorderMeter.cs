using System.Diagnostics.Metrics;
using InfernoSim.Capture.AspNetCore.Ring;
using InfernoSim.Capture.AspNetCore.Sampling;

namespace InfernoSim.Capture.AspNetCore.Health;

/// <summary>How the recorder is, as metrics.</summary>
internal sealed class RecorderMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "InfernoSim.Recorder";

    private readonly Meter _meter;
    private readonly Histogram<double> _freezing;
    private readonly Counter<long> _failures;

    public RecorderMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _freezing = _meter.CreateHistogram<double>("infernosim.recorder.freeze.duration", "s", "How long an incident took to be written.");
        _failures = _meter.CreateCounter<long>("infernosim.recorder.freeze.failures", "{incident}", "Incidents that could not be written.");
    }

    /// <summary>Shows a ring, and what does not come into it.</summary>
    public void Watch(ExchangeRing ring, Sampler sampler)
    {
        _meter.CreateObservableCounter("infernosim.recorder.sampled_out", () => sampler.SampledOut, "{exchange}", "Exchanges that sampling left out.");
        _meter.CreateObservableCounter("infernosim.recorder.cpu_limited", () => sampler.CpuLimited, "{exchange}", "Exchanges that were left out since all processors were in use.");
        _meter.CreateObservableGauge("infernosim.recorder.kept", () => ring.Count, "{exchange}", "Exchanges in memory, open ones among them.");
        _meter.CreateObservableGauge("infernosim.recorder.disk", () => ring.BytesOnDisk, "By", "Disk that the recording takes.");
        _meter.CreateObservableCounter("infernosim.recorder.disk.failures", () => ring.DiskFailures, "{failure}", "How often the disk could not be written to.");
        _meter.CreateObservableGauge("infernosim.recorder.bytes", () => ring.Bytes, "By", "Memory that the recording takes.");
        _meter.CreateObservableCounter("infernosim.recorder.dropped", () => ring.Dropped, "{exchange}", "Exchanges that there was no room for.");
        _meter.CreateObservableCounter("infernosim.recorder.evicted", () => ring.Evicted, "{exchange}", "Exchanges that went before their time, the oldest first, since the memory was full.");
    }

    /// <summary>An incident was written.</summary>
    public void CountIncident(TimeSpan duration) => _freezing.Record(duration.TotalSeconds);

    /// <summary>An incident could not be written.</summary>
    public void CountFailure() => _failures.Add(1);
}
