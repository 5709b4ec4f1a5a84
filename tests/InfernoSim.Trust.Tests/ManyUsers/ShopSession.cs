using System.Collections.Immutable;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>One login of one user, and the cart that belongs to it.</summary>
/// <param name="User">Whose it is.</param>
internal sealed record ShopSession(string User)
{
    private ImmutableList<CartItem> _cart = [];

    /// <summary>What names the session in cookies and tokens.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What is in the cart, in the order it was put there.</summary>
    public IReadOnlyList<CartItem> Cart => _cart;

    /// <summary>What it costs.</summary>
    public int Total => _cart.Sum(item => item.Price * item.Quantity);

    /// <summary>Puts something into the cart.</summary>
    public void Add(CartItem item) => _cart = _cart.Add(item);

    /// <summary>Changes how many of something there are.</summary>
    /// <returns>Whether it is in this cart.</returns>
    public bool Change(Guid id, int quantity)
    {
        int index = _cart.FindIndex(item => item.Id == id);
        if (index < 0)
        {
            return false;
        }

        _cart = _cart.SetItem(index, _cart[index] with { Quantity = quantity });
        return true;
    }
}

/// <summary>Something in a cart.</summary>
/// <param name="Id">New each time.</param>
/// <param name="Sku">What it is.</param>
/// <param name="Price">What the dependency said it costs this user.</param>
/// <param name="Quantity">How many.</param>
internal sealed record CartItem(Guid Id, string Sku, int Price, int Quantity = 1);
