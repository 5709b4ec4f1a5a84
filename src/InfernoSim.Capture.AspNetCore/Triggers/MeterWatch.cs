using System.Diagnostics.Metrics;
using System.Globalization;
using InfernoSim.Capture.AspNetCore.Freezing;

namespace InfernoSim.Capture.AspNetCore.Triggers;

/// <summary>Sees what the instruments of the service show.</summary>
internal sealed class MeterWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Freezer _freezer;

    /// <summary>Begins to look.</summary>
    /// <param name="triggers">What is looked for.</param>
    /// <param name="freezer">Freezes.</param>
    public MeterWatch(IReadOnlyList<MeterTrigger> triggers, Freezer freezer)
    {
        _freezer = freezer;
        if (triggers.Count == 0)
        {
            return;
        }

        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (triggers.FirstOrDefault(trigger => trigger.Meter == instrument.Meter.Name && trigger.Instrument == instrument.Name) is { } trigger)
            {
                listener.EnableMeasurementEvents(instrument, new Watched(trigger, IsSum(instrument)));
            }
        };
        Take<byte>();
        Take<short>();
        Take<int>();
        Take<long>();
        Take<float>();
        Take<double>();
        Take<decimal>();
        _listener.Start();
    }

    /// <summary>Asks the instruments that only answer when they are asked.</summary>
    public void Ask() => _listener.RecordObservableInstruments();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static bool IsSum(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && (type.GetGenericTypeDefinition() == typeof(Counter<>) || type.GetGenericTypeDefinition() == typeof(UpDownCounter<>));

    private void Take<T>()
        where T : struct =>
        _listener.SetMeasurementEventCallback<T>((instrument, measurement, _, state) => See((Watched)state!, Convert.ToDouble(measurement, CultureInfo.InvariantCulture)));

    private void See(Watched watched, double measurement)
    {
        double shown = watched.Show(measurement);
        if (shown > watched.Trigger.Above)
        {
            _freezer.Trigger(watched.Trigger.Kind, string.Create(CultureInfo.InvariantCulture, $"{watched.Trigger.Instrument} of {watched.Trigger.Meter} is {shown}, above {watched.Trigger.Above}"), Recorder.CurrentExchangeId);
        }
    }

    private sealed class Watched(MeterTrigger trigger, bool isSum)
    {
        private readonly Lock _lock = new();
        private double _sum;

        public MeterTrigger Trigger => trigger;

        public double Show(double measurement)
        {
            if (!isSum)
            {
                return measurement;
            }

            lock (_lock)
            {
                return _sum += measurement;
            }
        }
    }
}
