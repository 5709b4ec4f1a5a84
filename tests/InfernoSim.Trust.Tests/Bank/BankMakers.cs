using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Bank;

/// <summary>What makes the values that the bank gives out. A case replaces one of them, as a defect of real code would.</summary>
internal sealed record BankMakers
{
    private static readonly byte[] Key = "a key that the bank keeps to itself"u8.ToArray();
    private static long _last = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 1_262_304_000_000) << 22;

    /// <summary>The account of a user; always the same one.</summary>
    public Func<string, string> Account { get; init; } = user => user == "ada" ? "4711082215" : "4711082299";

    /// <summary>The id of a booking as the bank keeps it: a number of nineteen digits, made of the time.</summary>
    public Func<long> Booking { get; init; } = () => Interlocked.Add(ref _last, 977);

    /// <summary>The id of a booking as it is shown.</summary>
    public Func<long, string> Shown { get; init; } = id => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The reference of a booking, by its user.</summary>
    public Func<string, string> Reference { get; init; } = _ => Guid.NewGuid().ToString();

    /// <summary>The short number of a receipt, of which each is the next.</summary>
    public Func<string, int> Receipt { get; init; } = Counter(48_210_077);

    /// <summary>What a token says of a user, in JSON.</summary>
    public Func<string, DateTimeOffset, string> Claims { get; init; } = (user, now) => ClaimsOf(user, now);

    /// <summary>The token that the ledger is asked with, by that of the request.</summary>
    public Func<string, string> Carried { get; init; } = token => token;

    /// <summary>Whose cart it is that a user is shown.</summary>
    public Func<string, string> CartOf { get; init; } = user => user;

    /// <summary>The references that a comparison of two is answered with.</summary>
    public Func<string, string, (string First, string Second)> Pair { get; init; } = (first, second) => (first, second);

    /// <summary>Whether a seat goes to the request that asks for it as the first or as a later one.</summary>
    public Func<int, bool> WinsSeat { get; init; } = place => place == 1;

    /// <summary>Comes before a seat is given away.</summary>
    public Func<Task> BeforeSeat { get; init; } = () => Task.CompletedTask;

    /// <summary>Whether an upload without a length is taken.</summary>
    public bool TakesChunks { get; init; } = true;

    /// <summary>What the bank makes of the reason that a card was declined for.</summary>
    public Func<string?, string?> Declined { get; init; } = reason => reason;

    /// <summary>An event of the feed, by its number from 1.</summary>
    public Func<int, string> Event { get; init; } = number => $"data: rate {100 + number}\n\n";

    /// <summary>The boundary between the parts of an export, in its header and in its body.</summary>
    public Func<(string Header, string Body)> Boundary { get; init; } = () => Guid.NewGuid().ToString("n") is var boundary ? (boundary, boundary) : default;

    /// <summary>Changes a response just before it is sent.</summary>
    public Action<HttpResponse> OnResponse { get; init; } = _ => { };

    /// <summary>The claims of a token: whose it is, what they may do, and for how long.</summary>
    public static string ClaimsOf(string user, DateTimeOffset now, string role = "clerk", int seconds = 3600) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"sub":"{{user}}","role":"{{role}}","iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.ToUnixTimeSeconds() + seconds}},"jti":"{{Guid.NewGuid()}}"}""");

    /// <summary>Numbers that count on, whoever asks.</summary>
    public static Func<string, int> Counter(int first)
    {
        int next = first - 1;
        return _ => Interlocked.Increment(ref next);
    }

    /// <summary>A signed token.</summary>
    public string Token(string user, DateTimeOffset now)
    {
        string signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims(user, now)))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
