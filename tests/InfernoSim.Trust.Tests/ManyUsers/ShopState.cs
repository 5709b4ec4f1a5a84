using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>What the shop keeps for as long as it runs: sessions, tokens and orders.</summary>
/// <param name="leaks">Whether one user is shown the cart of another.</param>
internal sealed class ShopState(bool leaks)
{
    /// <summary>Who is shown the cart of <see cref="Owner"/>, in a shop that leaks.</summary>
    public const string Reader = "user-2";

    /// <summary>Whose cart it is.</summary>
    public const string Owner = "user-4";

    private readonly ConcurrentDictionary<string, ShopSession> _sessions = new();
    private readonly ConcurrentDictionary<string, ShopSession> _accessTokens = new();
    private readonly ConcurrentDictionary<string, ShopSession> _refreshTokens = new();
    private readonly ConcurrentDictionary<Guid, (ShopSession Session, string Receipt)> _orders = new();

    /// <summary>Begins a session.</summary>
    /// <returns><see langword="null"/> when the password is wrong.</returns>
    public ShopSession? Login(string user, string password)
    {
        if (password != $"secret of {user}")
        {
            return null;
        }

        var session = new ShopSession(user);
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>The session of a cookie.</summary>
    public ShopSession? OfCookie(string? id) => id is null ? null : _sessions.GetValueOrDefault(id);

    /// <summary>The session of an <c>Authorization</c> field.</summary>
    public ShopSession? OfBearer(string? field) =>
        field is not null && field.StartsWith("Bearer ", StringComparison.Ordinal) ? _accessTokens.GetValueOrDefault(field["Bearer ".Length..]) : null;

    /// <summary>Takes back a refresh token, which is good for one use.</summary>
    public ShopSession? Redeem(string refreshToken) => _refreshTokens.TryRemove(refreshToken, out ShopSession? session) ? session : null;

    /// <summary>Gives a session new tokens; those it had before are good no more.</summary>
    public (string Access, string Refresh) NewTokens(ShopSession session)
    {
        foreach ((string old, ShopSession owner) in _accessTokens)
        {
            if (owner == session)
            {
                _accessTokens.TryRemove(old, out _);
            }
        }

        (string access, string refresh) = (NewToken(), NewToken());
        _accessTokens[access] = session;
        _refreshTokens[refresh] = session;
        return (access, refresh);
    }

    /// <summary>Whose cart a user is shown.</summary>
    public ShopSession Shown(ShopSession session) =>
        leaks && session.User == Reader && _sessions.Values.FirstOrDefault(other => other.User == Owner && other.Cart.Count > 0) is { } other ? other : session;

    /// <summary>Keeps an order.</summary>
    public void Keep(Guid order, ShopSession session, string receipt) => _orders[order] = (session, receipt);

    /// <summary>The receipt of an order, for the one who made it.</summary>
    public string? ReceiptOf(Guid order, ShopSession session) =>
        _orders.TryGetValue(order, out (ShopSession Session, string Receipt) known) && known.Session == session ? known.Receipt : null;

    // A token must not be guessed, and need not be the same twice: the replay carries it on.
    private static string NewToken() => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{Guid.NewGuid()}{Guid.NewGuid()}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
