namespace InfernoSim.Measuring;

/// <summary>
/// How much of the machine's cores other programs use: all use of them (proc_stat(5), in which what the hypervisor gave to
/// others counts as used) without that of this process and of those that it started, the service among them. So it does not
/// depend on how fast the service is, as the time that threads wait for a core does: under more load than the machine can do,
/// that is the same whoever else is there. Known on Linux alone.
/// </summary>
internal sealed class OtherPrograms
{
    // Once, not for each run: a walk through all of /proc costs milliseconds.
    private readonly IReadOnlyList<int> _own = new ProcessTree(Environment.ProcessId).Ids();
    private readonly MachineLoad _machine = new();
    private double? _ownCpu;

    public void Restart()
    {
        _machine.Restart();
        _ownCpu = ProcessTree.Cpu(_own);
    }

    /// <summary>Share of all cores' time since the restart; <see langword="null"/> where that is not known.</summary>
    public double? Share() =>
        _machine.Used() is { } used && ProcessTree.Cpu(_own) - _ownCpu is { } own
            ? Math.Clamp((used.Used - own) / used.Total, 0, 1)
            : null;
}
