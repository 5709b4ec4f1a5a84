using System.Globalization;
using System.Text;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>What the services are sent.</summary>
internal sealed record Order(IReadOnlyList<OrderLine> Lines)
{
    /// <summary>JSON of a size, as orders have it.</summary>
    public static byte[] Json(int size)
    {
        const string Begin = """{"lines":[""";
        const string End = """{"note":""}]}""";
        var text = new StringBuilder(Begin);
        for (int line = 0; size - text.Length - End.Length >= 64; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"sku":"K-{{line:0000}}","count":{{line % 7}},"price":12.90},""");
        }

        text.Append(End).Insert(text.Length - 4, new string('x', size - text.Length));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The same with a price for each line.</summary>
    public Order At(Price price) => this with { Lines = [.. Lines.Select(line => line with { Price = price.Amount })] };
}

/// <summary>A line of it.</summary>
internal sealed record OrderLine(string? Sku, int Count, decimal Price, string? Note);

/// <summary>What a dependency says that something costs.</summary>
internal sealed record Price(decimal Amount, string Currency);
