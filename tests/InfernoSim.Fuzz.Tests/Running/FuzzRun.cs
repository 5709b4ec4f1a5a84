using CsCheck;

namespace InfernoSim.Fuzz.Tests.Running;

/// <summary>Gives a target many inputs, the same ones for the same seed.</summary>
/// <param name="target">The target.</param>
/// <param name="seed">Chooses the inputs.</param>
/// <param name="inputs">How many.</param>
internal sealed class FuzzRun(FuzzTarget target, uint seed, long inputs)
{
    // As small as the smallest stack that a thread has by default on any platform, so that deep recursion shows here.
    private const int StackSize = 1024 * 1024;

    private const int MostShrinking = 5_000;

    // Of consecutive numbers, numbers that have nothing to do with each other.
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly Gen<byte[]> _inputs = Mutation.InputsOf(target);
    private readonly long[] _current = new long[Environment.ProcessorCount];
    private long _next = -1;
    private Failure? _failed;

    /// <summary>Tries them on all cores.</summary>
    /// <exception cref="CsCheckException">An input was too much; the message has its seed, and as short a one as could be found.</exception>
    public async Task RunAsync()
    {
        Task all = Task.WhenAll(Enumerable.Range(0, _current.Length).Select(StartAsync));
        while (!all.IsCompleted)
        {
            long[] before = [.. _current];
            if (await Task.WhenAny(all, Task.Delay(Patience.Limit)) != all)
            {
                ThrowIfHanging(before);
            }
        }

        await all;
        if (_failed is { } failed)
        {
            Explain(failed);
        }
    }

    private Task StartAsync(int worker)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Work(worker, ended), StackSize) { IsBackground = true, Name = $"{target.Name} {worker}" }.Start();
        return ended.Task;
    }

    private void Work(int worker, TaskCompletionSource ended)
    {
        while (Interlocked.Increment(ref _next) is var input && input < inputs && Volatile.Read(ref _failed) is null)
        {
            Volatile.Write(ref _current[worker], input);
            try
            {
                Judge.Check(target, _inputs.Generate(SourceOf(input), null, out _));
            }
#pragma warning disable CA1031 // Whatever it is, it is what was looked for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failed, new Failure(input, e), null);
            }
        }

        Volatile.Write(ref _current[worker], -1);
        ended.SetResult();
    }

    private PCG SourceOf(long input) => new(seed, unchecked((ulong)input * Spread));

    private void ThrowIfHanging(long[] before)
    {
        for (int worker = 0; worker < before.Length; worker++)
        {
            if (before[worker] >= 0 && Volatile.Read(ref _current[worker]) == before[worker])
            {
                throw new TimeoutException($"{target.Name}: input {before[worker]} of seed {seed} was not read in a minute: {ShownInput.Of(_inputs.Generate(SourceOf(before[worker]), null, out _))}");
            }
        }
    }

    // Looks for a shorter one that fails.
    private void Explain(Failure failed)
    {
        _inputs.Sample(candidate => Judge.Check(target, candidate), seed: SourceOf(failed.Input).ToString(), iter: MostShrinking, threads: 1, print: ShownInput.Of);
        byte[] bytes = _inputs.Generate(SourceOf(failed.Input), null, out _);
        throw new CsCheckException($"{target.Name}: input {failed.Input} of seed {seed} failed, and did not fail again: {ShownInput.Of(bytes)}", failed.Cause);
    }

    private sealed record Failure(long Input, Exception Cause);
}
