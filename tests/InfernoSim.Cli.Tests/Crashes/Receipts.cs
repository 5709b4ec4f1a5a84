using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>A response that somebody received to its end.</summary>
/// <param name="Method">The method of the request.</param>
/// <param name="Url">Its target, in the form in which the log has it.</param>
/// <param name="Status">The status.</param>
/// <param name="BodySha256">The hash of the body; of none, where there is none.</param>
/// <param name="Trailer">The trailer, where there is one.</param>
internal sealed record Receipt(string Method, string Url, int Status, string BodySha256, string Trailer)
{
    /// <summary>Reads a response to its end.</summary>
    public static async Task<Receipt> OfAsync(HttpResponseMessage response, string url)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        string trailer = response.TrailingHeaders.TryGetValues(Answers.Sum, out IEnumerable<string>? values) ? values.Single() : "";
        return new Receipt(response.RequestMessage!.Method.Method, url, (int)response.StatusCode, Convert.ToHexStringLower(SHA256.HashData(body)), trailer);
    }
}

/// <summary>What was received to its end, by any number of receivers; at one of them something happens at once.</summary>
internal sealed class Receipts
{
    private readonly ConcurrentQueue<Receipt> _all = new();
    private int _untilAlarm;
    private Action _alarm = () => { };

    public IReadOnlyCollection<Receipt> All => _all;

    /// <summary>Has something done by the receiver of the n-th receipt from now, before it does anything else.</summary>
    public void Alarm(int receipts, Action alarm)
    {
        _alarm = alarm;
        Volatile.Write(ref _untilAlarm, receipts);
    }

    public void Add(Receipt receipt)
    {
        _all.Enqueue(receipt);
        if (Interlocked.Decrement(ref _untilAlarm) == 0)
        {
            _alarm();
        }
    }
}
