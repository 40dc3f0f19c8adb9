"""RULES.md, Roles: the table, row by row, against every command there is."""

from __future__ import annotations

import pytest

from data.core.actor import Role, at_least
from data.store.catalogue import NAMES, command_class, may

MAY = {
    # print, complete, start, assign self, set storage, hand over, acknowledge, count stock, undo own, scan one stage
    # ahead, clock in/out. (Whom one assigns and who sends a cake back the rules themselves decide.)
    Role.STAFF: """
        print_barcode complete_filling complete_covering complete_decorating complete_packing start_packing
        assign_staff set_storage hand_over_order acknowledge count_stock undo record_unknown_scan
        qc_return_to_decorating start_shift end_shift set_pin redeem_unknown_scan
        print_packing_label retry_label cancel_label
    """,
    # + assign others, scan further ahead, new / modify / cancel / release order, override priority, receive and adjust
    # stock, unlock a PIN
    Role.SUPERVISOR: """
        place_order modify_order cancel_order release_order return_order override_priority
        receive_stock adjust_stock waste_stock expire_labels acknowledge_health_alert
        give_forecast_feedback mark_day receive_purchase
    """,
    # + staff, settings, printers, ingest, dead letters, terminals, purchase orders
    Role.ADMIN: """
        add_staff set_badge set_staff_active set_policies set_station add_terminal ingest_order keep_dead_letter
        add_item add_product edit_item edit_product set_recipe add_printer remove_printer
        rename_staff set_role edit_store set_sizes set_docket
        set_product_terms
        link_stock retry_failed_sync push_stock own_dead_letter close_dead_letter
        set_supplier set_offer set_item_terms make_purchase_order send_purchase_order cancel_purchase_order
    """,
    # + admins, shop connections, organization
    Role.OWNER: "add_store connect_shop disconnect_shop set_shop_state note_sync_job settle_work",
    # shop and job commands only; a store hub, which nobody's role stands behind, tells of the terminal that it let in
    Role.SERVICE: """
        ingest_order keep_dead_letter modify_order cancel_order return_order redeem_unknown_scan expire_labels
        add_terminal
        connect_shop disconnect_shop set_shop_state note_sync_job link_stock settle_work retry_failed_sync push_stock
        close_dead_letter
    """,
}
PEOPLE = (Role.STAFF, Role.SUPERVISOR, Role.ADMIN, Role.OWNER)
LEAST = {name: role for role in PEOPLE for name in MAY[role].split()}


def test_every_command_stands_in_the_table_once():
    listed = [name for role in PEOPLE for name in MAY[role].split()]

    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == set(NAMES)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", NAMES)
def test_a_role_may_give_exactly_the_commands_of_its_rows(name, role):
    expected = name in MAY[Role.SERVICE].split() if role is Role.SERVICE else at_least(role, LEAST[name])

    assert may(command_class(name), role) is expected
