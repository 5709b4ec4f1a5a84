namespace InfernoSim.Load;

/// <summary>One request of a load, in milliseconds from the load's start.</summary>
/// <param name="Due">When it should have been sent.</param>
/// <param name="Sent">When it was.</param>
/// <param name="Ended">When its response was complete, or it was given up.</param>
/// <param name="IsArrival">Whether it was due by the schedule; a later request of a session is due when what it follows has ended.</param>
/// <param name="IsError">Whether it failed, or its response differs from the recorded one.</param>
internal readonly record struct LoadSample(double Due, double Sent, double Ended, bool IsArrival, bool IsError)
{
    /// <summary>From the moment it was due: time that it spent waiting to be sent is in it.</summary>
    public double Latency => Ended - Due;

    /// <summary>How late it was sent.</summary>
    public double Delay => Sent - Due;
}
