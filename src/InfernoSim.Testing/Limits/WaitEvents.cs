namespace InfernoSim.Testing.Limits;

/// <summary>
/// The runtime's events of waiting threads: keywords Contention and WaitHandle of its native provider
/// (https://learn.microsoft.com/dotnet/fundamentals/diagnostics/runtime-contention-events, and ClrEtwAll.man of the runtime).
/// </summary>
internal static class WaitEvents
{
    public const string Provider = "Microsoft-Windows-DotNETRuntime";
    public const long Keywords = 0x4000 | 0x400_0000_0000;

    public const int LockStart = 81;
    public const int LockStop = 91;
    public const int WaitStart = 301;
    public const int WaitStop = 302;

    /// <summary>The source of a wait that is <c>Monitor.Wait</c>, and not one for a handle.</summary>
    public const int MonitorWait = 1;
}
