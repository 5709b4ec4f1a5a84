using System.Globalization;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Why an exchange is not kept.</summary>
internal enum DropCause
{
    /// <summary>The memory held no more.</summary>
    Memory,

    /// <summary>The memory would not have held it alone.</summary>
    Size,

    /// <summary>The memory held no more, since the disk took nothing out of it: there was no room that could be given free.</summary>
    FullDisk,

    /// <summary>The memory held no more, since the disk took nothing out of it: it could not be written to.</summary>
    FailedDisk,

    /// <summary>Something of it could not be made into what is written down.</summary>
    Fault,
}

/// <summary>Exchanges that were dropped for one cause.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many.</param>
internal readonly record struct DroppedExchanges(DropCause Cause, long Count)
{
    /// <summary>What an incident says of them.</summary>
    public string Describe() => Count == 1
        ? $"1 exchange was dropped, with all that belongs to it, since {Why("it")}"
        : $"{Count.ToString(CultureInfo.InvariantCulture)} exchanges were dropped, each with all that belongs to it, since {Why("each")}";

    private string Why(string one) => Cause switch
    {
        DropCause.Size => $"{one} alone took more than the recorder's memory holds ({nameof(FlightRecorderOptions.MaxMemory)}, {nameof(FlightRecorderOptions.MaxBody)})",
        DropCause.FullDisk => $"the recorder's memory held no more, and neither did its disk ({nameof(FlightRecorderOptions.MaxMemory)}, {nameof(FlightRecorderOptions.MaxDisk)})",
        DropCause.FailedDisk => $"the recorder's memory held no more, and its disk could not be written to ({nameof(FlightRecorderOptions.MaxMemory)}, {nameof(FlightRecorderOptions.Folder)})",
        DropCause.Fault => "the recorder failed at something of it (the service's log has the first of its errors, InfernoSimRecorderMissed)",
        _ => $"the recorder's memory held no more ({nameof(FlightRecorderOptions.MaxMemory)}, {nameof(FlightRecorderOptions.MaxBody)})",
    };
}
