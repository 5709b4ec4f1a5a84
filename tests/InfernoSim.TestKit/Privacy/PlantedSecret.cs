namespace InfernoSim.TestKit.Privacy;

/// <summary>A secret that nobody has, as it would stand in traffic.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text that holds it.</param>
/// <param name="Secret">The part that nobody may read.</param>
/// <param name="Name">The name that makes it secret; <see langword="null"/> where its form does.</param>
public sealed record PlantedSecret(string Kind, string Text, string Secret, string? Name = null)
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "bearer", "basic", "jwt", "aws access key", "aws secret key", "github", "gitlab", "slack", "stripe", "google", "sendgrid", "openai", "npm", "private key",
        "password", "client secret", "connection string", "userinfo", "card", "email",
    ];

    /// <summary>Makes one.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="random">Draws it.</param>
    public static PlantedSecret Of(string kind, Random random)
    {
        string Draw(int length, string from = Alphanumeric) => string.Concat(Enumerable.Range(0, length).Select(_ => from[random.Next(from.Length)]));
        PlantedSecret Formed(string text) => new(kind, text, text);
        PlantedSecret Named(string name, string value) => new(kind, value, value, name);
        return kind switch
        {
            "bearer" => $"{Draw(24)}7Q" is var token ? new(kind, $"Bearer {token}", token) : null!,
            "basic" => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"user{Draw(5)}:{Draw(9)}")) is var basic ? new(kind, $"Basic {basic}", basic.TrimEnd('=')) : null!,
            "jwt" => Formed($"eyJhbGciOiJIUzI1NiJ9.eyJ{Draw(40)}.{Draw(43)}"),
            "aws access key" => Formed($"AKIA{Draw(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}"),
            "aws secret key" => Named("SecretAccessKey", Draw(40)),
            "github" => Formed($"ghp_{Draw(36)}"),
            "gitlab" => Formed($"glpat-{Draw(20)}"),
            "slack" => Formed($"xoxb-{Draw(12, "0123456789")}-{Draw(24)}"),
            "stripe" => Formed($"sk_live_{Draw(24)}"),
            "google" => Formed($"AIza{Draw(35)}"),
            "sendgrid" => Formed($"SG.{Draw(22)}.{Draw(43)}"),
            "openai" => Formed($"sk-proj-{Draw(48)}"),
            "npm" => Formed($"npm_{Draw(36)}"),
            "private key" => Draw(64) is var line ? new(kind, $"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----", line) : null!,
            "password" => Named("password", $"hunter{Draw(8)}"),
            "client secret" => Named("client_secret", Draw(32)),
            "connection string" => $"{Draw(14)}" is var password ? new(kind, $"Server=db;User Id=app;Password={password};Encrypt=true", password) : null!,
            "userinfo" => $"{Draw(12)}" is var password ? new(kind, $"https://user:{password}@api.shop.de/x", password) : null!,
            "card" => Formed(Card(Draw(14, "0123456789"))),
            _ => Formed($"{Draw(8).ToLowerInvariant()}.{Draw(6).ToLowerInvariant()}@mail{Draw(3).ToLowerInvariant()}.de"),
        };
    }

    private static string Card(string digits)
    {
        string body = "4" + digits;
        int sum = body.Select((digit, index) => (index % 2 == 0 ? 2 : 1) * (digit - '0')).Sum(digit => digit > 9 ? digit - 9 : digit);
        return body + ((10 - (sum % 10)) % 10);
    }
}
