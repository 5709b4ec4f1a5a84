using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>What a service has given out, and to whom.</summary>
internal sealed class Given
{
    private readonly ConcurrentDictionary<string, string> _users = new();

    /// <summary>A new token for a user.</summary>
    public string New(string user)
    {
        string token = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{Guid.NewGuid()}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        _users[token] = user;
        return token;
    }

    /// <summary>Whose token it is.</summary>
    public string? UserOf(string? token) => token is null ? null : _users.GetValueOrDefault(token);

    /// <summary>Takes a token back.</summary>
    public string? Take(string token) => _users.TryRemove(token, out string? user) ? user : null;
}
